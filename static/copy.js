// A table that is copied goes to a spreadsheet with one value in each cell: the small print beside a
// number becomes a column of its own, and numbers are as spreadsheets read them.
(() => {
  "use strict";
  const NOTHING = "–";

  const plain = (text) => {
    const words = text.replace(/\s+/g, " ").trim();
    if (words === NOTHING) return "";
    const number = words.replace(/−/g, "-").replace(/(\d),(?=\d{3})/g, "$1");
    if (/^[+-]?\d+(\.\d+)?%?$/.test(number)) return number;
    return /^[=+\-@]/.test(words) ? `'${words}` : words; // nothing that a spreadsheet would run
  };

  const pieces = (cell) => {
    const own = cell.cloneNode(true);
    own.querySelectorAll(".sr-only, script, [hidden]").forEach((part) => part.remove());
    const small = Array.from(own.querySelectorAll("small"));
    small.forEach((part) => part.remove());
    return [own, ...small].map((part) => plain(part.textContent));
  };

  const lines = (rows) => {
    const grid = rows.map((row) => Array.from(row.cells, (cell) => [pieces(cell), cell.colSpan]));
    const width = [];
    grid.forEach((row) => row.forEach(([found, span], at) => {
      if (span === 1) width[at] = Math.max(width[at] || 1, found.length);
    }));
    return grid.map((row) => row.map(([found], at) =>
      Array.from({ length: width[at] || 1 }, (_none, piece) => found[piece] || "").join("\t")
    ).join("\t"));
  };

  document.addEventListener("copy", (event) => {
    const chosen = document.getSelection();
    if (!event.clipboardData || !chosen || chosen.isCollapsed) return;
    const within = (place, what) => (place.nodeType === 1 ? place : place.parentElement).closest(what);
    const ends = [chosen.anchorNode, chosen.focusNode];
    const [table, other] = ends.map((end) => within(end, "table.data"));
    const [cell, last] = ends.map((end) => within(end, "td, th"));
    if (!table || table !== other || (cell && cell === last)) return;
    const rows = Array.from(table.rows).filter((row) => chosen.containsNode(row, true));
    event.clipboardData.setData("text/plain", lines(rows).join("\n"));
    event.preventDefault();
  });
})();
