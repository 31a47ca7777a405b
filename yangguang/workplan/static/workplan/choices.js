// Filters long lists of tick boxes and says what is ticked. Without it every box is simply shown.
for (const list of document.querySelectorAll(".choices")) {
  const rows = [...list.children].filter((row) => row.querySelector("input"));
  if (rows.length < 12) continue;
  const field = list.closest("fieldset") || list.parentElement;
  const legend = field.querySelector("legend");
  const filter = document.createElement("input");
  filter.type = "search";
  filter.placeholder = "输入几个字来查找";
  filter.setAttribute("aria-label", `查找：${legend ? legend.textContent.trim() : "单位"}`);
  const chosen = document.createElement("p");
  chosen.className = "help";
  chosen.setAttribute("role", "status");
  list.before(filter, chosen);
  const radios = field.closest("form").querySelectorAll("input[type=radio]");
  const say = () => {
    const names = rows.filter((row) => row.querySelector("input").checked).map((row) => row.textContent.trim());
    chosen.textContent = names.length ? `已选：${names.join("、")}` : "";
  };
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim();
    for (const row of rows) row.hidden = !(row.textContent.includes(wanted) || row.querySelector("input").checked);
  });
  filter.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  list.addEventListener("change", (event) => {
    // Ticking a unit means choosing from the list.
    if (event.target.checked) for (const radio of radios) if (radio.value === "own") radio.checked = true;
    say();
  });
  say();
}
for (const radio of document.querySelectorAll("input[type=radio][value=own]")) {
  const list = radio.closest("form").querySelector("details");
  if (list) radio.addEventListener("change", () => { list.open = true; });
}
