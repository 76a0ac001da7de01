// The little Markdown that cards and pages are written in, to HTML; everything else is shown as it stands. INVARIANT: text
// is escaped before anything is made of it, so that no name of a user's becomes an element.

export function escape(text) {
  return text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
}

function inline(text) {
  // Code stands as it is written; elsewhere a backslash makes the next sign a sign.
  const parts = text.split(/(`[^`]+`)/);
  const plain = (part) => escape(part)
    .replace(/\*\*((?:[^*\\]|\\.)+)\*\*/g, "<b>$1</b>")
    .replace(/(?<!\\)\[([^\]]+)\]\([^)]*\)/g, "$1")
    .replace(/\\([^\w\s&])/g, "$1");
  return parts.map((part) => (/^`[^`]+`$/.test(part) ? `<code>${escape(part.slice(1, -1))}</code>` : plain(part))).join("");
}

function table(lines) {
  const cells = (line) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((c) => inline(c.trim().replace(/\\\|/g, "|")));
  const [head, , ...rows] = lines;
  const row = (tag, line) => `<tr>${cells(line).map((c) => `<${tag}>${c}</${tag}>`).join("")}</tr>`;
  return `<table>${row("th", head)}${rows.map((r) => row("td", r)).join("")}</table>`;
}

export function markdown(source) {
  const out = [];
  const lines = source.split("\n");
  for (let i = 0; i < lines.length; ) {
    const line = lines[i];
    if (/^\s*```/.test(line)) {
      const end = lines.findIndex((l, j) => j > i && /^\s*```/.test(l));
      const stop = end < 0 ? lines.length : end;
      out.push(`<pre>${escape(lines.slice(i + 1, stop).join("\n"))}</pre>`);
      i = stop + 1;
    } else if (/^#{1,6} /.test(line)) {
      const level = Math.min(line.match(/^#+/)[0].length + 1, 6);
      out.push(`<h${level}>${inline(line.replace(/^#+ /, ""))}</h${level}>`);
      i += 1;
    } else if (/^\s*\|/.test(line) && /^\s*\|[-| :]+$/.test(lines[i + 1] || "")) {
      let end = i;
      while (end < lines.length && /^\s*\|/.test(lines[end])) {
        end += 1;
      }
      out.push(table(lines.slice(i, end)));
      i = end;
    } else if (/^\s*[-*] /.test(line)) {
      const items = [];
      while (i < lines.length && /^\s*([-*] |\S)/.test(lines[i]) && lines[i].trim() !== "") {
        const depth = Math.min(4, Math.floor(lines[i].match(/^\s*/)[0].length / 2));
        items.push(`<li class="d${depth}">${inline(lines[i].trim().replace(/^[-*] /, ""))}</li>`);
        i += 1;
      }
      out.push(`<ul>${items.join("")}</ul>`);
    } else if (line.trim() === "") {
      i += 1;
    } else {
      const from = i;
      while (i < lines.length && lines[i].trim() !== "" && !/^(#{1,6} |\s*```|\s*\||\s*[-*] )/.test(lines[i])) {
        i += 1;
      }
      i = Math.max(i, from + 1);
      out.push(`<p>${lines.slice(from, i).map(inline).join("<br>")}</p>`);
    }
  }
  return out.join("");
}
