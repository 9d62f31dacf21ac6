(() => {
  const byId = (id) => document.getElementById(id);
  const isLive = document.querySelector('meta[name="works-partner-live"]').content === "true";
  let data = JSON.parse(byId("data").textContent);
  let language = document.documentElement.lang;
  let words = WORDS[language];

  // --- Words, dates and elements ---

  /** The value of a key that is the object's own: codes come from a server, and may be called anything. */
  const own = (object, key) => (object && Object.hasOwn(object, key) ? object[key] : undefined);
  const named = (table, code) => own(words[table], code) ?? code;
  const label = (kind, code) => {
    const [english, japanese] = own(own(data.labels, kind), code) ?? [];
    return (language === "ja" ? japanese ?? english : english) ?? code;
  };
  const number = (value) => value.toLocaleString(language);
  /** An element. What is not an element is put in as text, never as HTML. */
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "on") Object.entries(value).forEach(([event, listener]) => element.addEventListener(event, listener));
      else if (value === true) element.setAttribute(key, "");
      else if (value !== false && value != null) element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child != null));
    return element;
  };
  const MS_A_DAY = 86_400_000;
  const days = (date) => Math.round(Date.parse(`${date}T00:00:00Z`) / MS_A_DAY);
  const dateOf = (day) => new Date(day * MS_A_DAY).toISOString().slice(0, 10);
  let weekdays;
  const weekday = (date) => weekdays.format(new Date(`${date}T00:00:00Z`));
  const until = (date) => {
    const left = days(date) - days(data.today);
    return left < 0 ? words.past : left === 0 ? words.today : words.inDays(left);
  };
  const GROUPS = ["task", "renewal", "trial", "end"];
  const GROUP_OF = {
    "option-order": "task", reservation: "task", "pre-order": "task", "user-limit-change": "task", renewal: "renewal",
    "option-renewal": "renewal", "trial-end": "trial", "option-trial-end": "trial", "option-end": "end", withdrawal: "end",
  };

  // --- What the rows hold ---

  const DATE = 0, CUSTOMER = 1, KIND = 2, TYPE = 3, OPTION = 4, SUB_OPTION = 5, PRODUCT = 6, PLAN = 7, QUANTITY = 8,
    LICENSES = 9, STATUS = 11, LAST_DAY = 12, DECIDED = 13, RULE = 14, STALE = 15;
  const customerOf = (index) => {
    const [domainId, name, domain] = data.customers[index];
    return { domainId, name: name || domain || String(domainId), domain };
  };
  /** The place of each customer in the order of names, so that sorting compares numbers. */
  let rank;
  const rankCustomers = () => {
    const collator = new Intl.Collator(language);
    const order = data.customers.map((_, index) => index);
    const names = order.map((index) => customerOf(index).name);
    order.sort((a, b) => collator.compare(names[a], names[b]));
    rank = new Int32Array(order.length);
    order.forEach((index, place) => (rank[index] = place));
  };
  const customerCell = (index) => {
    const { domainId, name, domain } = customerOf(index);
    return [make("bdi", {}, name), make("small", {}, [domainId, domain].filter(Boolean).join(" · "))];
  };
  const dayCell = (date, relative) => [date, ` (${weekday(date)})`, relative ? make("small", {}, until(date)) : null];
  const whatOf = (row) => (row[TYPE] ? `${named("kinds", row[KIND])}${language === "ja" ? "・" : ": "}${named("types", row[TYPE])}` : named("kinds", row[KIND]));
  const subjectOf = (row) => {
    if (row[SUB_OPTION]) return [label("subOption", row[SUB_OPTION]), row[SUB_OPTION]];
    if (row[OPTION]) return [label("option", row[OPTION]), row[OPTION]];
    return row[PRODUCT] ? [label("product", row[PRODUCT]), row[PRODUCT]] : ["", ""];
  };
  const withCode = ([text, code]) => (text && text !== code ? [text, make("small", {}, code)] : [code]);
  const amountOf = (row) => {
    if (row[QUANTITY] != null) return words.units(number(row[QUANTITY]));
    if (row[LICENSES] == null) return "";
    return (row[KIND] === "user-limit-change" ? words.users : words.licensesOf)(number(row[LICENSES]));
  };
  const badge = (kind, text) => make("span", { class: `badge ${kind}` }, text);
  const isTrial = (row) => GROUP_OF[row[KIND]] === "trial";
  const decidedCell = (row) => row[DECIDED] === false ? badge("undecided", words.undecided) : row[DECIDED] === true ? words.yes : words.unknown;

  // --- A table that is sorted, filtered, and shown a page at a time ---

  class Grid {
    constructor(root, { id, perPage, sort, filters = [] }) {
      Object.assign(this, { root, id, perPage, sort, page: 0, filters, text: "", rows: [], columns: [], values: {} });
    }

    /** Draws everything anew, in the language of the moment; keeps what was filtered and sorted. */
    draw(title, columns, rows, textOf) {
      // What is searched depends on the rows and on the language, not on what is shown.
      if (rows !== this.rows || language !== this.language) this.texts = null;
      Object.assign(this, { title, columns, rows, textOf, language });
      this.root.replaceChildren();
      if (rows.length === 0) {
        this.root.append(make("p", { class: "empty" }, words.nothingAtAll));
        return;
      }
      const search = make("input", { type: "search", id: `${this.id}-search`, autocomplete: "off", spellcheck: "false" });
      search.value = this.text;
      search.addEventListener("input", () => { this.text = search.value; this.page = 0; this.show(); });
      const tools = make("div", { class: "tools" }, make("label", {}, words.search, search));
      for (const filter of this.filters) tools.append(this.filterInput(filter));
      if (this.filters.length > 0) {
        tools.append(make("button", { type: "button", on: { click: () => this.reset() } }, words.reset));
      }
      this.head = make("tr");
      this.body = make("tbody");
      this.status = make("p", { role: "status" });
      this.hint = make("p", { class: "warning", hidden: true });
      this.back = make("button", { type: "button", on: { click: () => this.turn(-1) } }, words.previous);
      this.on = make("button", { type: "button", on: { click: () => this.turn(1) } }, words.next);
      const table = make("table", {}, make("caption", {}, title), make("thead", {}, this.head), this.body);
      this.root.append(tools, this.hint,
        make("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": words.table(title) }, table),
        make("div", { class: "pager" }, this.back, this.on, this.status));
      columns.forEach((column, index) => {
        const button = make("button", { type: "button", title: words.sortBy(column.name), on: { click: () => this.sortBy(index) } }, column.name);
        this.head.append(make("th", { scope: "col", class: column.class }, column.sort ? button : column.name));
      });
      this.show();
    }

    filterInput(filter) {
      const value = this.values[filter.name];
      if (filter.options) {
        const select = make("select", {}, make("option", { value: "" }, words.all));
        for (const [code, text] of filter.options()) select.append(make("option", { value: code }, text));
        select.value = value ?? "";
        select.addEventListener("change", () => this.set(filter.name, select.value));
        return make("label", {}, words[filter.word], select);
      }
      const input = make("input", { type: filter.type });
      if (filter.type === "checkbox") input.checked = Boolean(value);
      else input.value = value ?? "";
      input.addEventListener(filter.type === "checkbox" ? "change" : "input",
        () => this.set(filter.name, filter.type === "checkbox" ? input.checked : input.value));
      return filter.type === "checkbox" ? make("label", { class: "tick" }, input, words[filter.word]) : make("label", {}, words[filter.word], input);
    }

    set(name, value) { this.values[name] = value; this.page = 0; this.show(); }

    reset() {
      this.values = {};
      this.text = "";
      this.page = 0;
      this.draw(this.title, this.columns, this.rows, this.textOf);
      this.root.querySelector("input").focus();
    }

    turn(by) {
      this.page += by;
      this.show();
      if (this.back.disabled && by < 0) this.on.focus();
      if (this.on.disabled && by > 0) this.back.focus();
    }

    sortBy(index) {
      const [column, order] = this.sort;
      this.sort = [index, index === column ? -order : 1];
      this.page = 0;
      this.show();
    }

    matching() {
      this.texts ??= this.rows.map((row) => this.textOf(row).toLocaleLowerCase());
      const wanted = this.text.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
      const tests = this.filters.filter(({ name }) => this.values[name]).map(({ name, test }) => (row) => test(row, this.values[name]));
      const found = [];
      for (let index = 0; index < this.rows.length; index += 1) {
        const text = this.texts[index];
        if (wanted.every((word) => text.includes(word)) && tests.every((test) => test(this.rows[index]))) found.push(index);
      }
      const [column, order] = this.sort;
      const key = this.columns[column].sort;
      // Few values are different: they are sorted once, and rows by the places of theirs.
      const values = found.map((index) => key(this.rows[index]));
      const different = [...new Set(values)].filter((value) => value != null).sort((a, b) => (a < b ? -order : a > b ? order : 0));
      const places = new Map(different.map((value, place) => [value, place]));
      const placeOf = new Int32Array(this.rows.length);
      // What has no value comes last, whatever the order.
      found.forEach((index, at) => (placeOf[index] = places.get(values[at]) ?? different.length));
      return found.sort((a, b) => placeOf[a] - placeOf[b] || a - b);
    }

    show(all = false) {
      if (this.rows.length === 0) return;
      const found = this.matching();
      const pages = Math.max(1, Math.ceil(found.length / this.perPage));
      this.page = Math.min(this.page, pages - 1);
      const from = all ? 0 : this.page * this.perPage;
      const to = all ? found.length : Math.min(found.length, from + this.perPage);
      const rows = found.slice(from, to).map((index) => this.rowOf(this.rows[index]));
      if (rows.length === 0) rows.push(make("tr", {}, make("td", { colspan: this.columns.length }, words.nothing)));
      this.body.replaceChildren(...rows);
      [...this.head.children].forEach((cell, index) => {
        if (index === this.sort[0]) cell.setAttribute("aria-sort", this.sort[1] > 0 ? "ascending" : "descending");
        else cell.removeAttribute("aria-sort");
      });
      this.status.textContent = words.shown(number(from + 1), number(to), found.length, this.rows.length);
      this.back.disabled = from === 0;
      this.on.disabled = to === found.length;
      const unknown = this.text.trim() === "" ? [] : unreadNames(this.text);
      this.hint.hidden = unknown.length === 0;
      this.hint.textContent = unknown.length === 0 ? "" : words.unreadMatch(unknown.join(", "));
      this.shown?.(found.length);
    }

    rowOf(row) {
      return make("tr", {}, ...this.columns.map((column) => make("td", { class: column.class }, ...[column.cell(row)].flat())));
    }
  }

  /** The customers that match a text and could not be read: their absence from a table means nothing. */
  const unreadNames = (text) => {
    const wanted = text.toLocaleLowerCase().trim();
    const names = new Set();
    for (const [index] of data.unread) {
      const { domainId, name, domain } = customerOf(index);
      if (`${name} ${domain ?? ""} ${domainId}`.toLocaleLowerCase().includes(wanted)) names.add(name);
      if (names.size === 5) break;
    }
    return [...names];
  };

  // --- The parts of the page ---

  const grids = {
    deadlines: new Grid(byId("deadlines-body"), { id: "deadlines", perPage: 10, sort: [0, 1], filters: [
      { name: "undecided", word: "onlyUndecided", type: "checkbox", test: (row) => row[DECIDED] === false },
    ] }),
    changes: new Grid(byId("changes-body"), { id: "changes", perPage: 10, sort: [1, 1] }),
    events: new Grid(byId("events-body"), { id: "events", perPage: 25, sort: [0, 1], filters: [
      { name: "kind", word: "kind", options: () => Object.entries(words.kinds).filter(([kind]) => data.events.some((row) => row[KIND] === kind)), test: (row, kind) => row[KIND] === kind },
      { name: "from", word: "fromDay", type: "date", test: (row, day) => row[DATE] >= day },
      { name: "to", word: "toDay", type: "date", test: (row, day) => row[DATE] <= day },
      { name: "undecided", word: "onlyUndecided", type: "checkbox", test: (row) => row[DECIDED] === false },
    ] }),
    forecast: new Grid(byId("forecast-body"), { id: "forecast", perPage: 10, sort: [0, 1], filters: [
      { name: "kind", word: "kind", options: () => Object.entries(words.forecastKinds).filter(([kind]) => data.forecast.events.some((row) => row[2] === kind)), test: (row, kind) => row[2] === kind },
    ] }),
    unread: new Grid(byId("unread-body"), { id: "unread", perPage: 20, sort: [0, 1] }),
  };
  const searchable = (row) => {
    const { domainId, name, domain } = customerOf(row[CUSTOMER]);
    return [row[DATE], name, domain, domainId, whatOf(row), row[TYPE], row[OPTION], ...subjectOf(row), row[PLAN], row[STATUS]].join(" ");
  };
  const columnsOf = {
    date: () => ({ name: words.date, class: "day", sort: (row) => row[DATE], cell: (row) => [...dayCell(row[DATE], true), row[STALE] ? badge("stale", words.stale) : null] }),
    customer: () => ({ name: words.customer, class: "customer", sort: (row) => rank[row[CUSTOMER]], cell: (row) => customerCell(row[CUSTOMER]) }),
    what: () => ({ name: words.what, sort: whatOf, cell: (row) => [make("span", { class: `key ${GROUP_OF[row[KIND]]}` }), whatOf(row)] }),
    subject: () => ({ name: words.about2, sort: (row) => subjectOf(row)[0], cell: (row) => withCode(subjectOf(row)) }),
  };

  const drawEvents = () => grids.events.draw(words.events, [
    columnsOf.date(), columnsOf.customer(), columnsOf.what(), columnsOf.subject(),
    { name: words.plan, sort: (row) => row[PLAN], cell: (row) => (row[PLAN] ? withCode([label("plan", row[PLAN]), row[PLAN]]) : "") },
    { name: words.amount, class: "number", sort: (row) => row[QUANTITY] ?? row[LICENSES], cell: (row) => amountOf(row) },
    { name: words.lastDay, class: "day", sort: (row) => row[LAST_DAY], cell: (row) => row[LAST_DAY]
      ? [row[LAST_DAY], isTrial(row) ? make("small", {}, decidedCell(row)) : null] : "" },
  ], data.events, searchable);

  const drawDeadlines = () => grids.deadlines.draw(words.deadlines, [
    { name: words.lastDay, class: "day", sort: (row) => row[LAST_DAY], cell: (row) => dayCell(row[LAST_DAY], true) },
    columnsOf.customer(),
    { name: words.todo, sort: (row) => row[RULE], cell: (row) => named("actions", data.rules[row[RULE]].action) },
    { name: words.then, sort: (row) => row[DATE], cell: (row) => [whatOf(row), make("small", {}, [row[DATE], subjectOf(row)[0]].filter(Boolean).join(" · "))] },
    { name: words.decided, sort: (row) => (row[DECIDED] === false ? 0 : row[DECIDED] === true ? 2 : 1), cell: decidedCell },
    { name: words.evidence, class: "sure", cell: (row) => {
      const { evidence, source } = data.rules[row[RULE]];
      return [own(words, evidence) ?? evidence, make("small", {}, make("a", { href: source, rel: "noreferrer" }, words.page))];
    } },
  ], data.events.filter((row) => row[LAST_DAY] >= data.today && row[RULE] != null), searchable);

  const drawChanges = () => {
    const older = data.comparedWith;
    byId("changes-hint").textContent = older ? words.changesHint(`${older.runId} (${older.asOf})`) : words.changesNone;
    const aboutOf = (row) => {
      const isOption = row[2] === "options" || row[2] === "option_orders";
      return [named("resources", row[2]), row[3] ? (isOption ? label("option", row[3]) : row[3]) : null].filter(Boolean);
    };
    grids.changes.draw(words.changes, [
      { name: words.day, class: "day", sort: (row) => row[0], cell: (row) => dayCell(row[0]) },
      { name: words.customer, class: "customer", sort: (row) => rank[row[1]], cell: (row) => customerCell(row[1]) },
      { name: words.thing, sort: (row) => aboutOf(row).join(" "), cell: (row) => { const [what, which] = aboutOf(row); return [what, which ? make("small", {}, which) : null]; } },
      { name: words.change, sort: (row) => row[4], cell: (row) => badge("", named("changeKinds", row[4])) },
      { name: words.cause, sort: (row) => row[5], cell: (row) => named("causes", row[5]) },
      { name: words.beforeAfter, cell: (row) => [
        row[6] === row[7] ? (row[6] ?? "") : [row[6] ?? "–", row[7] ?? "–"].join(" → "),
        row[8].length ? make("small", {}, row[8].join(", ")) : null] },
    ], data.changes, (row) => {
      const { domainId, name, domain } = customerOf(row[1]);
      return [row[0], name, domain, domainId, ...aboutOf(row), row[3], named("changeKinds", row[4]), named("causes", row[5])].join(" ");
    });
  };

  const drawForecast = () => {
    document.querySelectorAll(".forecast").forEach((element) => (element.hidden = !data.forecast));
    if (!data.forecast) return;
    const { until: last, events, assumptions } = data.forecast;
    byId("forecast-hint").textContent = words.forecastHint(last);
    byId("assumptions").replaceChildren(...assumptions.map((text) => make("li", { lang: "en" }, text)));
    const thingOf = (row) => [named("resources", row[3]), row[4] ? (/option/u.test(row[3]) ? label("option", row[4]) : row[4]) : null];
    grids.forecast.draw(words.forecast, [
      { name: words.date, class: "day", sort: (row) => row[0], cell: (row) => dayCell(row[0], true) },
      { name: words.customer, class: "customer", sort: (row) => rank[row[1]], cell: (row) => customerCell(row[1]) },
      { name: words.what, sort: (row) => row[2], cell: (row) => [named("forecastKinds", row[2]), row[6] ? make("small", {}, words.charged) : null] },
      { name: words.thing, sort: (row) => thingOf(row).join(" "), cell: (row) => { const [what, which] = thingOf(row); return [what, which ? make("small", {}, which) : null]; } },
      { name: words.beforeAfter, cell: (row) => row[5].map(([field, before, after]) => make("small", {}, `${field}: ${before} → ${after}`)) },
      { name: words.evidence, class: "sure", sort: (row) => (row[7] ? 0 : 1), cell: (row) => [
        row[7] ? words.documented : badge("stale", words.assumed), make("small", { lang: "en" }, row[8]),
        row[9] ? make("small", {}, make("a", { href: row[9], rel: "noreferrer" }, words.page)) : null] },
    ], events, (row) => {
      const { domainId, name, domain } = customerOf(row[1]);
      return [row[0], name, domain, domainId, named("forecastKinds", row[2]), ...thingOf(row), row[4], row[8]].join(" ");
    });
  };

  const drawUnread = () => {
    grids.unread.draw(words.unread, [
      { name: words.customer, class: "customer", sort: (row) => rank[row[0]], cell: (row) => customerCell(row[0]) },
      { name: words.resource, sort: (row) => row[1].join(), cell: (row) => row[1].map((resource) => named("resources", resource)).join(", ") },
      { name: words.reason, sort: (row) => row[2], cell: (row) => [
        [named("reasons", row[2]), row[3], row[4]].filter((part) => part != null).join(" · "), row[5] ? make("small", {}, row[5]) : null] },
      { name: words.lastRead, class: "day", sort: (row) => row[6], cell: (row) => (row[6] ? row[6].slice(0, 10) : words.never) },
    ], data.unread, (row) => {
      const { domainId, name, domain } = customerOf(row[0]);
      return [name, domain, domainId, ...row[1], row[2], row[3], row[4], row[5]].join(" ");
    });
    if (data.unread.length === 0 && data.run) byId("unread-body").replaceChildren(make("p", { class: "empty" }, words.allRead));
  };

  // --- The timeline ---

  let span = "days60";
  let chosen = null;
  const spans = {
    days60: { count: 60, of: (day, start) => day - start, from: (index, start) => start + index, tick: (day, index) => index % 7 === 0 },
    weeks26: { count: 26, of: (day, start) => Math.floor((day - start) / 7), from: (index, start) => start + index * 7, tick: (day, index) => index % 4 === 0 },
    months24: {
      count: 24,
      of: (day, start) => { const [a, b] = [new Date(day * MS_A_DAY), new Date(start * MS_A_DAY)]; return (a.getUTCFullYear() - b.getUTCFullYear()) * 12 + a.getUTCMonth() - b.getUTCMonth(); },
      from: (index, start) => { const date = new Date(start * MS_A_DAY); return Math.max(start, Math.round(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + index, 1) / MS_A_DAY)); },
      tick: (day, index) => index % 3 === 0,
    },
  };

  const drawTimeline = () => {
    const body = byId("timeline-body");
    const { count, of, from, tick } = spans[span];
    const start = days(data.from);
    const columns = Array.from({ length: count }, () => ({ total: 0, task: 0, renewal: 0, trial: 0, end: 0 }));
    let later = 0;
    for (const row of data.events) {
      const index = of(days(row[DATE]), start);
      if (index >= count) { later += 1; continue; }
      columns[index].total += 1;
      columns[index][GROUP_OF[row[KIND]] ?? "task"] += 1;
    }
    const most = Math.max(1, ...columns.map((column) => column.total));
    const periodOf = (index) => {
      const [first, last] = [dateOf(from(index, start)), dateOf(from(index + 1, start) - 1)];
      return { first, last, text: first === last ? `${first} (${weekday(first)})` : words.week(first, last) };
    };
    const select = make("select", { id: "span" }, ...Object.keys(spans).map((name) => make("option", { value: name }, words[name])));
    select.value = span;
    select.addEventListener("change", () => { span = select.value; chosen = null; choose(null); drawTimeline(); byId("span").focus(); });
    const chart = make("div", { class: "columns", role: "group", "aria-label": words.timeline });
    const ticks = make("div", { class: "ticks", "aria-hidden": "true" });
    columns.forEach((column, index) => {
      const period = periodOf(index);
      const parts = GROUPS.filter((group) => column[group]).map((group) => `${words[group]} ${number(column[group])}`).join(", ");
      const text = words.column(period.text, column.total, parts);
      const button = make("button", { type: "button", title: text, "aria-label": text, "aria-pressed": String(chosen === index), tabindex: index === (chosen ?? 0) ? "0" : "-1" });
      for (const group of GROUPS) {
        if (!column[group]) continue;
        const bar = make("span", { class: group });
        bar.style.height = `${(column[group] / most) * 96}%`;
        button.append(bar);
      }
      button.addEventListener("click", () => {
        chosen = chosen === index ? null : index;
        [...chart.children].forEach((other, place) => other.setAttribute("aria-pressed", String(place === chosen)));
        choose(chosen === null ? null : period);
      });
      chart.append(button);
      if (tick(from(index, start), index)) {
        const mark = make("span", {}, period.first.slice(span === "months24" ? 0 : 5, span === "months24" ? 7 : 10));
        mark.style.left = `${(index / count) * 100}%`;
        ticks.append(mark);
      }
    });
    chart.addEventListener("keydown", (event) => {
      const buttons = [...chart.children];
      const at = buttons.indexOf(document.activeElement);
      const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: buttons.length - 1 }[event.key];
      if (at < 0 || to === undefined || !buttons[to]) return;
      event.preventDefault();
      buttons[at].tabIndex = -1;
      buttons[to].tabIndex = 0;
      buttons[to].focus();
    });
    const legend = make("ul", { class: "legend" }, ...GROUPS.map((group) =>
      make("li", {}, make("span", { class: `key ${group}` }), `${words[group]} ${number(columns.reduce((sum, column) => sum + column[group], 0))}`)));
    body.replaceChildren(
      make("div", { class: "tools" }, make("label", {}, words.span, select)), legend,
      make("div", { class: "chart" }, make("span", { class: "most", "aria-hidden": "true" }, number(most)), chart, ticks),
      make("p", { class: "hint" }, later ? words.later(number(later)) : ""),
      make("p", { class: "chosen", id: "chosen", role: "status" }));
    describeChoice();
  };

  const choose = (period) => {
    const grid = grids.events;
    grid.values.from = period?.first ?? "";
    grid.values.to = period?.last ?? "";
    grid.page = 0;
    drawEvents();
    describeChoice(period);
  };
  let period = null;
  const describeChoice = (wanted = period) => {
    period = chosen === null ? null : wanted;
    const place = byId("chosen");
    if (!place) return;
    if (!period) { place.replaceChildren(); return; }
    const count = data.events.filter((row) => row[DATE] >= period.first && row[DATE] <= period.last).length;
    place.replaceChildren(`${words.chosen(period.text, number(count))} `, make("a", { href: "#events" }, words.toTable), " ",
      make("button", { type: "button", on: { click: () => { const at = chosen; chosen = null; choose(null); drawTimeline(); byId("timeline-body").querySelectorAll(".columns button")[at]?.focus(); } } }, words.clear));
  };

  // --- Figures, warnings, totals ---

  const drawHead = () => {
    const { run } = data;
    document.title = words.title;
    byId("about").textContent = !run ? words.emptyStore : [
      words.about(run.asOf, run.runId, number(run.customers)), words.from(data.from, data.to),
      data.narrowed.length ? words.narrowed(data.narrowed.join(", ")) : "",
    ].filter(Boolean).join(" · ");
    const unread = [...new Set(data.unread.map(([index]) => index))];
    const warnings = [];
    if (run && run.state !== "complete") warnings.push(words.runUnfinished(run.runId, number(run.reads), number(run.plannedReads)));
    if (unread.length > 0) {
      const names = unread.slice(0, 8).map((index) => customerOf(index).name).join(", ");
      const more = unread.length > 8 ? words.andMore(number(unread.length - 8)) : "";
      warnings.push([words.someUnread(number(unread.length), names + more), ". ", make("a", { href: "#unread" }, words.seeUnread)]);
    }
    if (run && data.leftOut.length > 0) warnings.push(words.leftOut(data.leftOut.map((resource) => named("resources", resource)).join(", ")));
    if (run && !run.isOfAll) warnings.push(words.partial);
    byId("warnings").replaceChildren(...warnings.map((warning) => make("div", { class: "warning" }, make("p", {}, ...[warning].flat()))));
    const within = (row, at, count) => row[at] && days(row[at]) - days(data.today) >= 0 && days(row[at]) - days(data.today) <= count;
    const undecided = data.events.filter((row) => isTrial(row) && row[DECIDED] === false).length;
    const figures = [
      [data.events.filter((row) => within(row, DATE, 60)).length, words.figureEvents],
      [data.events.filter((row) => within(row, LAST_DAY, 7)).length, words.figureDeadlines],
      [undecided, words.figureUndecided, undecided > 0],
      [data.comparedWith ? data.changes.length : "–", words.figureChanges],
      [unread.length, words.figureUnread, unread.length > 0],
    ];
    byId("figures").replaceChildren(...figures.map(([value, text, isAlarm]) =>
      make("li", { class: isAlarm ? "alarm" : null }, make("strong", {}, typeof value === "number" ? number(value) : value), make("span", {}, text))));
  };

  const STAGES = [["paid", "renewal"], ["trial", "trial"], ["free", "task"], ["other", "end"]];
  const drawTotals = () => {
    const stageName = (stage) => (stage === "trial" ? words.trialStage : words[stage]);
    const groups = { product: new Map(), option: new Map() };
    for (const total of data.totals) {
      const isOption = total.optionProductId != null;
      const code = total.subOptionId ?? total.optionProductId ?? total.productId ?? "";
      const group = groups[isOption ? "option" : "product"];
      const kind = total.subOptionId != null ? "subOption" : isOption ? "option" : "product";
      const sum = group.get(code) ?? { code, kind, contracts: 0, licenses: 0, terabytes: 0, contacts: 0, seats: 0, minutes: 0, paid: 0, trial: 0, free: 0, other: 0 };
      for (const field of ["contracts", "licenses", "terabytes", "contacts", "seats", "minutes"]) sum[field] += total[field];
      sum[STAGES.some(([stage]) => stage === total.stage) ? total.stage : "other"] += total.contracts;
      group.set(code, sum);
    }
    const tableOf = (title, sums, last, lastOf) => {
      const most = Math.max(1, ...sums.map((sum) => sum.contracts));
      const rows = sums.sort((a, b) => b.contracts - a.contracts || (a.code < b.code ? -1 : 1)).map((sum) => {
        const meter = make("div", { class: "meter" });
        const text = STAGES.filter(([stage]) => sum[stage]).map(([stage]) => `${stageName(stage)} ${number(sum[stage])}`).join(", ");
        meter.setAttribute("role", "img");
        meter.setAttribute("aria-label", text);
        meter.title = text;
        for (const [stage, color] of STAGES) {
          if (!sum[stage]) continue;
          const part = make("span", { class: color });
          part.style.width = `${(sum[stage] / most) * 100}%`;
          meter.append(part);
        }
        return make("tr", {}, make("th", { scope: "row" }, ...withCode([label(sum.kind, sum.code), sum.code])),
          make("td", { class: "number" }, number(sum.contracts)), make("td", { class: "bar" }, meter), make("td", { class: "number" }, lastOf(sum)));
      });
      const head = make("tr", {}, make("th", { scope: "col" }, title), make("th", { scope: "col", class: "number" }, words.contracts),
        make("th", { scope: "col" }, words.share), make("th", { scope: "col", class: "number" }, last));
      return make("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": words.table(title) }, make("table", {}, make("caption", {}, title), make("thead", {}, head), make("tbody", {}, ...rows)));
    };
    const sizeOf = (sum) => [["terabytes", "tb"], ["contacts", "contacts"], ["seats", "seats"], ["minutes", "minutes"]]
      .filter(([field]) => sum[field]).map(([field, unit]) => `${number(sum[field])} ${words[unit]}`).join(", ");
    if (data.totals.length === 0) {
      byId("totals-body").replaceChildren(make("p", { class: "empty" }, words.nothingAtAll));
      return;
    }
    const used = STAGES.filter(([stage]) => data.totals.some((total) => (STAGES.some(([name]) => name === total.stage) ? total.stage : "other") === stage));
    byId("totals-body").replaceChildren(
      make("ul", { class: "legend" }, ...used.map(([stage, color]) => make("li", {}, make("span", { class: `key ${color}` }), stageName(stage)))),
      make("div", { class: "pair" },
        tableOf(words.products, [...groups.product.values()], words.licenses, (sum) => (sum.licenses ? number(sum.licenses) : "")),
        tableOf(words.options, [...groups.option.values()], words.size, sizeOf)));
  };

  const draw = () => {
    words = WORDS[language];
    document.documentElement.lang = language;
    weekdays = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" });
    document.querySelectorAll("[data-word]").forEach((element) => (element.textContent = words[element.dataset.word]));
    document.querySelectorAll("[data-label]").forEach((element) => element.setAttribute("aria-label", words[element.dataset.label]));
    document.querySelectorAll("[data-language]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.language === language)));
    rankCustomers();
    drawHead();
    drawTimeline();
    drawDeadlines();
    drawChanges();
    drawEvents();
    drawForecast();
    drawTotals();
    drawUnread();
  };

  document.querySelectorAll("[data-language]").forEach((button) => button.addEventListener("click", () => {
    language = button.dataset.language;
    chosen = null;
    grids.events.values.from = grids.events.values.to = "";
    draw();
  }));
  // Paper has no pages to turn: it gets every row that the filters leave.
  addEventListener("beforeprint", () => Object.values(grids).forEach((grid) => grid.show(true)));
  addEventListener("afterprint", () => Object.values(grids).forEach((grid) => grid.show()));
  draw();

  // --- Following a sweep ---

  if (isLive) {
    const live = byId("live");
    live.hidden = false;
    let isReading = false;
    let isBehind = false;
    const tell = () => {
      const { run } = data;
      live.textContent = run && run.state === "running" ? words.liveRunning(number(run.reads), number(run.plannedReads), run.failures) : words.liveConnected;
    };
    const read = async () => {
      if (isReading) { isBehind = true; return; }
      isReading = true;
      try {
        const response = await fetch("data.json", { cache: "no-store" });
        if (response.ok) {
          data = await response.json();
          redraw();
          tell();
        }
      } finally {
        isReading = false;
        if (isBehind) { isBehind = false; read(); }
      }
    };
    /** Draws the new data, and puts the focus where it was, also into a text that is being typed. */
    const redraw = () => {
      const focus = document.activeElement;
      const id = focus?.id;
      const selection = focus?.type === "search" ? [focus.selectionStart, focus.selectionEnd] : null;
      const [x, y] = [scrollX, scrollY];
      draw();
      const again = id ? byId(id) : null;
      if (again && again !== document.activeElement) {
        again.focus({ preventScroll: true });
        if (selection) again.setSelectionRange(...selection);
      }
      scrollTo({ left: x, top: y, behavior: "instant" });
    };
    tell();
    const source = new EventSource("events");
    source.addEventListener("changed", read);
    source.addEventListener("error", () => (live.textContent = words.liveLost));
    source.addEventListener("open", tell);
  }
})();
