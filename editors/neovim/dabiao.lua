-- 达标 dabiao for Neovim, from 0.7 on. Put it into ~/.config/nvim/plugin/ (or `:luafile` it).
--
-- vim.g.dabiao_cmd names the program where it is not on the path; vim.g.dabiao_settings holds the settings that
-- docs/editors.md lists, for example { asOf = "2025-12-31", data = { "数据" } }.

local group = vim.api.nvim_create_augroup("dabiao", { clear = true })

vim.api.nvim_create_autocmd({ "BufRead", "BufNewFile" }, {
  group = group,
  pattern = "*.rules",
  callback = function(event)
    vim.bo[event.buf].filetype = "dabiao"
    vim.bo[event.buf].commentstring = "# %s"
  end,
})

local function root_of(file)
  local folder = vim.fn.fnamemodify(file, ":p:h")
  local git = vim.fn.finddir(".git", folder .. ";")
  return git ~= "" and vim.fn.fnamemodify(git, ":p:h:h") or folder
end

local client_id
vim.api.nvim_create_autocmd("FileType", {
  group = group,
  pattern = "dabiao",
  callback = function(event)
    local file = vim.api.nvim_buf_get_name(event.buf)
    if not (client_id and vim.lsp.get_client_by_id(client_id)) then
      client_id = vim.lsp.start_client({
        name = "dabiao",
        cmd = vim.g.dabiao_cmd or { "dabiao", "lsp" },
        root_dir = root_of(file),
        init_options = vim.g.dabiao_settings or vim.empty_dict(),
      })
    end
    if client_id then
      vim.lsp.buf_attach_client(event.buf, client_id)
      vim.bo[event.buf].omnifunc = "v:lua.vim.lsp.omnifunc"
    end
  end,
})
