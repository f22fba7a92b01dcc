"use strict";
(function () {
  const bar = document.getElementById("filter");
  const rows = Array.from(document.querySelectorAll("tr.finding"));
  if (!bar || !rows.length) return;
  const fields = Array.from(bar.querySelectorAll("input, select"));
  const output = bar.querySelector("output");
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));

  const units = bar.querySelector("select[name=unit]");
  new Set(rows.map((row) => row.dataset.unit)).forEach((unit) => {
    if (unit) units.add(new Option(unit, unit));
  });
  const present = new Set(rows.map((row) => row.dataset.rule));
  Array.from(bar.querySelector("select[name=rule]").options).forEach((option) => {
    if (option.value && !present.has(option.value)) option.remove();
  });

  function wanted() {
    const chosen = {};
    fields.forEach((field) => { if (field.value.trim()) chosen[field.name] = field.value.trim(); });
    return chosen;
  }

  function apply() {
    const chosen = wanted();
    let shown = 0;
    rows.forEach((row) => {
      const fits = Object.entries(chosen).every(([name, value]) =>
        name === "q" ? texts.get(row).includes(value.toLowerCase()) : row.dataset[name] === value);
      row.hidden = !fits;
      if (fits) shown += 1;
    });
    document.querySelectorAll("table.findings").forEach((table) => {
      table.classList.toggle("all-hidden", !table.querySelector("tr.finding:not([hidden])"));
    });
    output.textContent = shown
      ? output.dataset.words.split("|")[0].replace("{n}", shown).replace("{total}", rows.length)
      : output.dataset.none;
    return chosen;
  }

  function remember() {
    const hash = new URLSearchParams(apply()).toString();
    history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
  }

  function recall() {
    const hash = decodeURIComponent(location.hash.slice(1));
    if (/^f-[0-9a-f]{16}$/.test(hash)) {
      const row = document.getElementById(hash);
      if (row && row.hidden) { fields.forEach((field) => { field.value = ""; }); }
    } else if (location.hash.includes("=")) {
      const asked = new URLSearchParams(location.hash.slice(1));
      fields.forEach((field) => { field.value = asked.get(field.name) || ""; });
    }
    apply();
  }

  function sorter(table, head, place) {
    const button = document.createElement("button");
    button.type = "button";
    button.title = output.dataset.sort;
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      table.querySelectorAll("th").forEach((one) => one.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const body = table.tBodies[0];
      const value = (row) => head.dataset.sort === "days"
        ? Number(row.dataset.days) : row.cells[place].textContent.trim();
      Array.from(body.rows)
        .sort((a, b) => {
          const x = value(a), y = value(b);
          const order = typeof x === "number" ? x - y : x.localeCompare(y, document.documentElement.lang);
          return down ? -order : order;
        })
        .forEach((row) => body.append(row));
    });
  }

  document.querySelectorAll("table.findings").forEach((table) => {
    Array.from(table.tHead.rows[0].cells).forEach((head, place) => {
      if (head.dataset.sort) sorter(table, head, place);
    });
  });
  fields.forEach((field) => field.addEventListener("input", remember));
  bar.querySelector("button[name=clear]").addEventListener("click", () => {
    fields.forEach((field) => { field.value = ""; });
    remember();
  });
  window.addEventListener("hashchange", recall);
  bar.hidden = false;
  recall();
})();
