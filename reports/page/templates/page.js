"use strict";
// Without this script everything is on the page; with it, tables sort and the page can be filtered.
(() => {
  const collator = new Intl.Collator("en", { numeric: true });

  function sortBy(table, column, header) {
    const isDescending = header.getAttribute("aria-sort") === (header.classList.contains("n") ? "descending" : "ascending");
    const isAscending = header.classList.contains("n") ? isDescending : !isDescending;
    const body = table.tBodies[0];
    const keyed = Array.from(body.rows, (row) => {
      const cell = row.cells[column];
      const text = cell.textContent;
      return { row, text, number: "v" in cell.dataset ? Number(cell.dataset.v) : null };
    });
    const direction = isAscending ? 1 : -1;
    keyed.sort((a, b) => {
      // What is not known stays at the end, whichever way.
      if ((a.text === "") !== (b.text === "")) return a.text === "" ? 1 : -1;
      if (a.number !== null && b.number !== null) return direction * (a.number - b.number);
      return direction * collator.compare(a.text, b.text);
    });
    body.append(...keyed.map((one) => one.row));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", isAscending ? "ascending" : "descending");
  }

  for (const table of document.querySelectorAll("table")) {
    if (table.tBodies[0].rows.length < 2) continue;
    Array.from(table.tHead.rows[0].cells).forEach((header, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      button.addEventListener("click", () => sortBy(table, column, header));
      header.append(button);
    });
  }

  const form = document.querySelector(".filters");
  const chosen = { w: "", b: "" };
  function filter() {
    chosen.w = form.elements.workload ? form.elements.workload.value : "";
    chosen.b = form.elements.backend ? form.elements.backend.value : "";
    let shown = 0;
    for (const one of document.querySelectorAll("[data-w], [data-b]")) {
      const isOut = (chosen.w && one.dataset.w && one.dataset.w !== chosen.w) || (chosen.b && one.dataset.b && one.dataset.b !== chosen.b);
      one.classList.toggle("filtered", Boolean(isOut));
      if (!isOut && one.matches("#cases tr")) shown += 1;
    }
    form.querySelector("output").textContent = chosen.w || chosen.b ? `${shown} ${shown === 1 ? "case" : "cases"}` : "";
  }
  if (form.elements.workload || form.elements.backend) {
    form.hidden = false;
    form.addEventListener("change", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = Array.from(document.querySelectorAll("details:not([open])"));
    for (const one of closed) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of closed) one.open = false;
  });
})();
