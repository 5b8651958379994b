"use strict";
// Without this script everything is on the page; with it, tables sort and the page can be filtered.
(() => {
  const AT_ONCE = 200; // Rows that are laid out at first: laying out thousands is what takes the time of a sort.
  const collator = new Intl.Collator("en", { numeric: true });
  const whole = new WeakSet(); // Tables of which all rows are to be seen.

  function keyOf(row, column) {
    const cell = row.cells[column];
    const text = cell.textContent;
    return { row, text, number: "v" in cell.dataset ? Number(cell.dataset.v) : null };
  }

  function compare(a, b, direction) {
    // What is not known stays at the end, whichever way.
    if ((a.text === "") !== (b.text === "")) return a.text === "" ? 1 : -1;
    if (a.number !== null && b.number !== null) return direction * (a.number - b.number);
    return direction * collator.compare(a.text, b.text);
  }

  function sortBy(table, column, header) {
    // Numbers start with the largest, names with the first.
    const first = header.classList.contains("n") ? "descending" : "ascending";
    const second = first === "descending" ? "ascending" : "descending";
    const order = header.getAttribute("aria-sort") === first ? second : first;
    const body = table.tBodies[0];
    const keyed = Array.from(body.rows, (row) => keyOf(row, column));
    keyed.sort((a, b) => compare(a, b, order === "ascending" ? 1 : -1));
    const rows = keyed.map((one) => one.row);
    showFirst(table, rows);
    body.append(...rows);
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", order);
  }

  function showFirst(table, rows) {
    let room = whole.has(table) ? Infinity : AT_ONCE;
    for (const row of rows) row.hidden = !row.classList.contains("filtered") && room-- <= 0;
    const button = table.parentElement.querySelector(".all-rows");
    if (button) button.hidden = room >= 0;
  }

  function addSorting(table) {
    Array.from(table.tHead.rows[0].cells).forEach((header, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      button.addEventListener("click", () => sortBy(table, column, header));
      header.append(button);
    });
  }

  function addAllRows(table) {
    const rows = table.tBodies[0].rows;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "all-rows";
    button.textContent = `Show all ${rows.length} rows`;
    button.addEventListener("click", () => {
      whole.add(table);
      showFirst(table, rows);
    });
    table.after(button);
    showFirst(table, rows);
  }

  const tables = Array.from(document.querySelectorAll("table"));
  for (const table of tables) {
    if (table.tBodies[0].rows.length > 1) addSorting(table);
    if (table.tBodies[0].rows.length > AT_ONCE) addAllRows(table);
  }

  const form = document.querySelector(".filters");
  const { workload, backend } = form.elements;

  function filter() {
    const w = workload ? workload.value : "";
    const b = backend ? backend.value : "";
    let cases = 0;
    for (const one of document.querySelectorAll("[data-w], [data-b]")) {
      const isOut = (w && one.dataset.w && one.dataset.w !== w) || (b && one.dataset.b && one.dataset.b !== b);
      one.classList.toggle("filtered", Boolean(isOut));
      if (!isOut && one.matches("#cases tr")) cases += 1;
    }
    for (const table of tables) showFirst(table, table.tBodies[0].rows);
    form.querySelector("output").textContent = w || b ? `${cases} ${cases === 1 ? "case" : "cases"}` : "";
  }

  if (workload || backend) {
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
