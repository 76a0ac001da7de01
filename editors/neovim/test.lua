-- Run by `nvim --headless -u editors/neovim/test.lua`: opens a file with a mistake, waits for the finding, applies its fix,
-- and looks at the text. Prints "ok" and ends with 0, or says what was there instead and ends with 1.

local here = vim.fn.fnamemodify(debug.getinfo(1, "S").source:sub(2), ":p:h")
vim.g.dabiao_cmd = { vim.env.DABIAO or "dabiao", "lsp" }
dofile(here .. "/dabiao.lua")

local function fail(what)
  io.stderr:write(what .. "\n")
  vim.cmd("cquit 1")
end

local function wait(what, ready)
  if not vim.wait(20000, ready, 50) then
    fail("waited for " .. what .. " in vain")
  end
end

local folder = vim.fn.tempname()
vim.fn.mkdir(folder, "p")
local file = folder .. "/甲.rules"
vim.fn.writefile({
  "指标 「𠮷收入」 {",
  "    计量单位 万元",
  "    层级 村",
  "}",
  "规则 A-1 { 每个 村: 「𠮷收入」 >= 5 截至 2025 }",
}, file)
vim.cmd("edit " .. vim.fn.fnameescape(file))

local function missing()
  for _, d in ipairs(vim.diagnostic.get(0)) do
    if d.code == "unit-missing" or (d.user_data and d.user_data.lsp and d.user_data.lsp.code == "unit-missing") then
      return d
    end
  end
end
wait("the finding", missing)

local line = vim.api.nvim_buf_get_lines(0, 4, 5, false)[1]
local at = missing()
local found = line:sub(at.col + 1, at.end_col)
if found ~= "5" then
  fail("the finding stands at `" .. found .. "`, not at `5`")
end

local params = {
  textDocument = vim.lsp.util.make_text_document_params(0),
  range = { start = { line = 4, character = 0 }, ["end"] = { line = 4, character = 60 } },
  context = { diagnostics = {} },
}
local answers = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 20000)
for _, answer in pairs(answers or {}) do
  for _, action in ipairs(answer.result or {}) do
    if action.kind == "quickfix" and action.edit then
      vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
    end
  end
end
local fixed = vim.api.nvim_buf_get_lines(0, 4, 5, false)[1]
if not fixed:find(">= 5万元 ", 1, true) then
  fail("after the fix the line reads: " .. fixed)
end
wait("the finding to go", function()
  return not missing()
end)

local hover = vim.lsp.buf_request_sync(0, "textDocument/hover", {
  textDocument = params.textDocument,
  position = { line = 4, character = 26 },
}, 20000)
local card = vim.inspect(hover)
if not card:find("万元", 1, true) then
  fail("the card reads: " .. card)
end
print("ok")
vim.cmd("quitall!")
