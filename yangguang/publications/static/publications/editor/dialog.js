// Small parts that the editor's dialogs share.
export const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value;
    else if (name.includes("-") || ["role", "for"].includes(name)) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
};

let count = 0;

export const field = (label, input, help = "") => {
  input.id = `editor-field-${++count}`;
  const parts = [make("label", { for: input.id }, label)];
  if (help) {
    parts.push(make("p", { class: "help", id: `${input.id}-help` }, help));
    input.setAttribute("aria-describedby", `${input.id}-help`);
  }
  return make("div", { class: "field" }, ...parts, input);
};

// A modal form: resolves true when it was confirmed and ``accept`` found nothing wrong.
export const ask = (title, body, { confirm, accept }) =>
  new Promise((resolve) => {
    const wrong = make("p", { class: "wrong", role: "alert" });
    const yes = make("button", { class: "btn btn-primary" }, confirm);
    const no = make("button", { class: "btn", type: "button" }, "取消");
    const heading = make("h2", { id: `editor-dialog-${++count}` }, title);
    const form = make("form", { class: "form", noValidate: true }, heading, ...body, wrong,
      make("div", { class: "form-actions" }, yes, no));
    const dialog = make("dialog", { class: "editor-dialog", "aria-labelledby": heading.id }, form);
    let done = false;
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      e.stopPropagation();
      wrong.textContent = accept() || "";
      if (!wrong.textContent) { done = true; dialog.close(); }
    });
    no.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => { dialog.remove(); resolve(done); });
    document.body.append(dialog);
    dialog.showModal();
  });
