// Names for screen readers once the editor is there: its text area has the label's, its buttons have Chinese ones.
document.addEventListener("prose-editor:ready", (event) => {
  const { editor, textarea } = event.detail;
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  if (label) {
    editor.view.dom.setAttribute("aria-label", label.firstChild.textContent.trim());
    label.addEventListener("click", () => editor.commands.focus());
  }
  editor.view.dom.id = `${textarea.id}_text`;
  const box = editor.view.dom.closest(".prose-editor");
  for (const button of box.querySelectorAll("button[title]")) {
    const said = window.gettext(button.title);
    button.title = said;
    button.setAttribute("aria-label", said);
  }
  for (const option of box.querySelectorAll(".prose-menubar__option > *")) option.textContent = window.gettext(option.textContent);
  for (const picker of box.querySelectorAll(".prose-menubar__selected")) {
    picker.setAttribute("role", "button");
    picker.setAttribute("aria-label", "段落样式");
    picker.tabIndex = 0;
    picker.addEventListener("keydown", (e) => {
      if (e.key === "Enter" || e.key === " ") { e.preventDefault(); picker.click(); }
    });
  }
});
