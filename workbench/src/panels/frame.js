// A page of the module in a frame of its own: it can run its own script and reach nothing of the workbench.

export function frame(html, title) {
  const element = document.createElement("iframe");
  // Modals: a report prints itself.
  element.setAttribute("sandbox", "allow-scripts allow-modals");
  element.title = title;
  element.srcdoc = html;
  return element;
}

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      element[name] = value;
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.filter((c) => c !== null && c !== undefined));
  return element;
}

export function field(label, input) {
  return el("label", { class: "field" }, el("span", {}, label), input);
}

export function select(options, chosen, onchange) {
  const element = el("select", { onchange });
  for (const [value, text] of options) {
    element.append(el("option", { value, selected: value === chosen }, text));
  }
  return element;
}

export function button(text, onclick, kind = "") {
  return el("button", { type: "button", class: kind, onclick }, text);
}
