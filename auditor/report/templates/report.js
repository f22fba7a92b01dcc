"use strict";
(function () {
  const bar = document.getElementById("filter");
  const rows = Array.from(document.querySelectorAll("tr.finding"));
  const elsewhere = document.querySelector(".language a");
  const page = elsewhere && elsewhere.getAttribute("href");

  function carry() {
    if (elsewhere) elsewhere.setAttribute("href", page + location.hash);
  }

  window.addEventListener("hashchange", carry);
  carry();
  if (!bar || !rows.length) return;
  const fields = Array.from(bar.querySelectorAll("input, select"));
  const output = bar.querySelector("output");
  const words = output.dataset;
  const texts = new Map(rows.map((row) => [row, searched(row)]));
  const tables = Array.from(document.querySelectorAll("table.findings"));
  const total = tables.reduce((sum, table) => sum + Number(table.dataset.total), 0);
  const first = new Map(rows.map((row, place) => [row, place]));
  let order = "";

  const units = bar.querySelector("select[name=unit]");
  new Set(rows.map((row) => row.dataset.unit)).forEach((unit) => {
    if (unit && units) units.add(new Option(unit, unit));
  });
  const present = new Set(rows.map((row) => row.dataset.rule));
  Array.from(bar.querySelector("select[name=rule]").options).forEach((option) => {
    if (option.value && !present.has(option.value)) option.remove();
  });

  function searched(row) {
    const site = row.closest("section.site");
    const named = site ? site.querySelector("h3").textContent : "";
    return [row.textContent, row.dataset.unit, row.dataset.rule, named].join(" ").toLowerCase();
  }

  function says(row, text) {
    return text.toLowerCase().split(/\s+/).every((word) => texts.get(row).includes(word));
  }

  function wanted() {
    const chosen = {};
    fields.forEach((field) => { if (field.value.trim()) chosen[field.name] = field.value.trim(); });
    return chosen;
  }

  function say(shown) {
    if (!shown) return words.none;
    const count = words.words.split("|")[0].replace("{n}", shown).replace("{total}", rows.length);
    return count + (total > rows.length && words.all ? words.all.replace("{n}", total.toLocaleString("en")) : "");
  }

  function apply() {
    const chosen = wanted();
    const filtered = Object.keys(chosen).length > 0;
    let shown = 0;
    rows.forEach((row) => {
      const fits = Object.entries(chosen).every(([name, value]) =>
        name === "q" ? says(row, value) : row.dataset[name] === value);
      row.hidden = !fits;
      if (fits) shown += 1;
    });
    tables.forEach((table) => {
      table.classList.toggle("all-hidden", !table.querySelector("tr.finding:not([hidden])"));
    });
    document.querySelectorAll("section.site").forEach((site) => {
      site.hidden = filtered && !site.querySelector("tr.finding:not([hidden])");
    });
    document.querySelectorAll("[data-of-unit]").forEach((row) => {
      row.hidden = Boolean(chosen.unit) && row.dataset.ofUnit !== chosen.unit;
    });
    output.textContent = say(shown);
    return chosen;
  }

  function remember() {
    const chosen = apply();
    if (order) chosen.sort = order;
    const hash = new URLSearchParams(chosen).toString();
    history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
    carry();
  }

  function clear() {
    fields.forEach((field) => { field.value = ""; });
  }

  function recall() {
    let hash = location.hash.slice(1);
    try { hash = decodeURIComponent(hash); } catch { /* not one of ours */ }
    const key = /^f-([0-9a-f]{16})$/.exec(hash);
    if (key) {
      const row = document.getElementById(hash);
      if (row && row.hidden) clear();
      apply();
      if (row) row.scrollIntoView();
      else output.textContent = words.missing.replace("{key}", key[1]);
      return;
    }
    if (location.hash.includes("=")) {
      const asked = new URLSearchParams(location.hash.slice(1));
      fields.forEach((field) => {
        field.value = asked.get(field.name) || "";
        if (field.selectedIndex === -1) field.value = "";
      });
      arrange(asked.get("sort") || "");
    } else if (hash && document.getElementById(hash)) {
      const place = document.getElementById(hash).closest("section.site");
      if (place && place.hidden) clear();
    }
    apply();
  }

  function value(row, name) {
    if (name === "days") return Number(row.dataset.days);
    return row.querySelector(name === "what" ? ".c-what" : ".c-where").textContent.trim();
  }

  function arrange(wish) {
    const down = wish.startsWith("-");
    const name = down ? wish.slice(1) : wish;
    if (name && !["days", "what", "where"].includes(name)) return;
    order = wish;
    tables.forEach((table) => {
      const body = table.tBodies[0];
      const keys = new Map(Array.from(body.rows, (row) => [row, name ? value(row, name) : first.get(row)]));
      Array.from(body.rows)
        .sort((a, b) => {
          const x = keys.get(a), y = keys.get(b);
          const way = typeof x === "number" ? x - y : collator.compare(x, y);
          return down ? -way : way;
        })
        .forEach((row) => body.append(row));
      table.querySelectorAll("th[data-sort]").forEach((head) => {
        if (head.dataset.sort === name) head.setAttribute("aria-sort", down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
    });
  }

  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  tables.forEach((table) => table.querySelectorAll("th[data-sort]").forEach((head) => {
    const button = document.createElement("button");
    button.type = "button";
    button.title = words.sort;
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const name = head.dataset.sort;
      arrange(order === name ? "-" + name : name);
      remember();
      button.focus();
    });
  }));
  fields.forEach((field) => field.addEventListener("input", remember));
  bar.querySelector("button[name=clear]").addEventListener("click", () => {
    clear();
    arrange("");
    remember();
  });
  window.addEventListener("hashchange", recall);
  bar.hidden = false;
  recall();
})();
