// Tables one types into: a row more, and rows pasted from a spreadsheet. Without a script saving the draft offers more rows.
(() => {
  const cells = (row) => [...row.querySelectorAll("input, select, textarea")];
  const label = (body) => {
    [...body.rows].forEach((row, n) => cells(row).forEach((cell) => {
      cell.setAttribute("aria-label", cell.getAttribute("aria-label").replace(/第 \d+ 行/, `第 ${n + 1} 行`));
    }));
  };
  const add = (body) => {
    const row = body.rows[body.rows.length - 1].cloneNode(true);
    for (const cell of cells(row)) cell.value = "";
    body.append(row);
    label(body);
    return row;
  };
  const put = (cell, text) => {
    if (cell.tagName === "SELECT" && ![...cell.options].some((o) => o.value === text)) {
      cell.add(new Option(text, text)); // what may not stand there is told when the draft is saved
    }
    cell.value = text;
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  };
  for (const field of document.querySelectorAll("[data-rows]")) {
    const body = field.querySelector("tbody");
    const button = field.querySelector("[data-more-rows]");
    button.hidden = false;
    button.addEventListener("click", () => cells(add(body))[0].focus());
    field.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text/plain").replace(/\s+$/, "");
      if (!/[\t\n]/.test(text)) return;
      event.preventDefault();
      const first = event.target.closest("tr");
      const column = cells(first).indexOf(event.target);
      text.split(/\r?\n/).forEach((line, n) => {
        const at = first.sectionRowIndex + n;
        const row = body.rows[at] || add(body);
        line.split("\t").forEach((part, m) => {
          const cell = cells(row)[column + m];
          if (cell) put(cell, part.trim());
        });
      });
    });
  }
})();
