// Everything here is an enhancement: without it links, forms and details still work.
(() => {
  const root = document.documentElement;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const made = (tag, fields) => Object.assign(document.createElement(tag), fields);

  // The theme is the system's; the reader's choice is kept in a cookie, so that the
  // server writes it into the page and nothing flashes.
  const dark = () =>
    root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme:dark)").matches;
  const switchTheme = () => {
    root.dataset.theme = dark() ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`;
  };

  // Keys: the navigation says which letter goes where.
  const keys = one("#keys");
  one("[data-close]", keys).onclick = () => keys.close();
  let wentAt = 0;
  let row = -1;
  const step = by => {
    const rows = all("#results tbody tr");
    if (!rows.length) return;
    row = Math.max(0, Math.min(rows.length - 1, row + by));
    rows.forEach((each, i) => each.classList.toggle("cur", i === row));
    one("a", rows[row])?.focus({ preventScroll: true });
    rows[row].scrollIntoView({ block: "nearest" });
  };
  const search = () => {
    const field = one("input[name=q]");
    if (field) field.focus();
    else location.assign(one(".nav [data-key=c]").href);
  };
  addEventListener("keydown", event => {
    const typing = event.target.closest("input,select,textarea,[contenteditable]");
    if (event.metaKey || event.ctrlKey || event.altKey || typing || keys.open) return;
    const key = event.key.toLowerCase();
    const place = /^[a-z]$/.test(key) && one(`.nav [data-key=${key}]`);
    if (Date.now() - wentAt < 900 && place) location.assign(place.href);
    else if (key === "g") wentAt = Date.now();
    else if (key === "/") {
      event.preventDefault();
      search();
    } else if (key === "?") keys.showModal();
    else if (key === "t") switchTheme();
    else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
  });

  // Charts are drawn by the server; a pointer or the arrow keys read their values.
  const readPlot = plot => {
    const chart = JSON.parse(plot.dataset.plot);
    const last = chart.series[0].values.length - 1;
    const rule = made("div", { className: "rule", hidden: true });
    const tip = made("div", { className: "tip", hidden: true });
    plot.append(rule, tip);
    plot.tabIndex = 0;
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", "Chart. Left and right arrow keys read the values.");
    tip.setAttribute("aria-live", "polite");
    let at = last;
    const line = series => {
      const div = made("div", {});
      div.append(made("span", { textContent: series.name }),
        made("b", { textContent: series.values[at] ?? "–" }));
      return div;
    };
    const show = point => {
      at = Math.max(0, Math.min(last, point));
      const x = (at / last) * 100;
      const day = new Date(chart.end - (last - at) * chart.step * 864e5);
      const words = day.toLocaleDateString("en-GB",
        { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
      rule.hidden = tip.hidden = false;
      rule.style.left = `${x}%`;
      tip.style.left = x > 62 ? "auto" : `calc(${x}% + 12px)`;
      tip.style.right = x > 62 ? `calc(${100 - x}% + 12px)` : "auto";
      tip.replaceChildren(made("div", { className: "muted", textContent: words }),
        ...chart.series.filter(series => !isOff(series)).map(line));
    };
    const isOff = series =>
      series.line && one(`[data-line="${series.line}"]`, plot.parentNode)?.checked === false;
    plot.onpointermove = event => {
      const box = plot.getBoundingClientRect();
      show(Math.round(((event.clientX - box.left) / box.width) * last));
    };
    plot.onpointerleave = plot.onblur = () => {
      rule.hidden = tip.hidden = true;
    };
    plot.onkeydown = event => {
      const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7, Home: -last, End: last };
      if (!(event.key in by)) return;
      event.preventDefault();
      show(at + by[event.key]);
    };
  };

  // A slider and a number hold the same weight, and their sum is shown.
  const joinWeights = form => {
    const total = () => {
      const whole = all("[data-weight]", form).reduce((sum, weight) => sum + +weight.value, 0);
      const sum = one("[data-sum]", form);
      sum.textContent = +whole.toFixed(2) || 0;
      sum.closest("[data-ok]").dataset.ok = Math.abs(whole - 100) < 0.05 ? "1" : "0";
    };
    for (const slider of all("input[type=range]", form)) {
      const number = form.elements[slider.dataset.for];
      slider.classList.remove("idle");
      slider.oninput = () => {
        number.value = slider.value;
        total();
      };
      number.addEventListener("input", () => {
        slider.value = number.value;
        total();
      });
    }
  };

  // What a draft would do, as it is typed; and what is wrong with it, beside the field.
  const tellFaults = (form, answered) => {
    const same = name => [...answered.elements].find(each => each.name === name);
    const inputs = all("input.in,select", form).filter(each => each.name);
    if (!inputs.every(each => same(each.name))) return;
    for (const input of inputs) {
      const told = same(input.name).getAttribute("aria-describedby");
      const beside = input.getAttribute("aria-describedby");
      if (beside) one(`#${beside}`)?.remove();
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
      if (!told) continue;
      const id = `${input.id}-w`;
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", id);
      (input.closest(".pct") ?? input).after(made("span", { className: "wrong", id,
        textContent: one(`#${told}`, answered.ownerDocument).textContent }));
    }
  };
  const draftForm = form => {
    let timer = 0;
    let turn = 0;
    const look = async () => {
      const mine = ++turn;
      const said = new URLSearchParams(new FormData(form));
      said.set("do", "preview");
      one("#preview").setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(form.action,
          { method: "POST", body: said, headers: { Accept: "text/html", "X-Fragment": "1" } });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (mine !== turn) return;
        for (const region of ["#preview", "#changes"])
          one(region).replaceWith(document.adoptNode(one(region, page)));
        const was = all(".was", page);
        all(".was", form).forEach((each, i) => each.replaceWith(was[i]));
        tellFaults(form, one("#draft", page));
        again();
      } catch {
        if (mine === turn) one("#preview").removeAttribute("aria-busy");
      }
    };
    // While a proof runs, how far it is.
    const again = () => {
      clearTimeout(timer);
      if (one("[data-proving]")) timer = setTimeout(look, 1500);
    };
    again();
    addEventListener("input", event => {
      if (event.target.form !== form || event.target.closest("#publish")) return;
      clearTimeout(timer);
      timer = setTimeout(look, 300);
    });
  };

  const copy = async (button, text) => {
    await navigator.clipboard?.writeText(text);
    if (button.classList.contains("ico")) button.setAttribute("aria-label", "Copied");
    else button.textContent = "Copied";
  };

  // A file of events goes as the body of a request, so that it may be of any size.
  const kinds = { csv: "text/csv", json: "application/json" };
  const told = answer => {
    const counts = [`${answer.accepted} stored`, `${answer.duplicate} known before`,
      `${answer.unmatched} waiting for a customer`, `${answer.rejected_total} refused`];
    const list = made("ul", {});
    for (const each of answer.rejected.slice(0, 10))
      list.append(made("li", { textContent: `Line ${each.line}: ${each.detail}` }));
    return [made("p", { textContent: `${counts.join(", ")}.` }), list];
  };
  const uploads = form => {
    const bar = one("progress", form);
    const say = (...parts) => one("[data-uploaded]", form).replaceChildren(...parts);
    form.onsubmit = event => {
      event.preventDefault();
      const file = form.elements.file.files[0];
      const kind = kinds[file.name.split(".").pop().toLowerCase()] ?? "application/x-ndjson";
      const request = new XMLHttpRequest();
      request.open("POST", `${form.action}${form.elements.create.checked ? "?create=true" : ""}`);
      request.setRequestHeader("Content-Type", kind);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      request.upload.onprogress = sent => {
        bar.value = (100 * sent.loaded) / sent.total;
      };
      request.onloadend = () => {
        bar.hidden = true;
        const answer = request.response;
        if (answer?.rejected) say(...told(answer));
        else say(answer?.detail ?? "The connection was lost. Send it again: what has an event_id is stored once.");
      };
      bar.hidden = false;
      say("Sending\u2026");
      request.send(file);
    };
  };

  // Some regions of the page anew: the same URL is asked for them, and the address stays
  // true.  Of two that are asked for, the later one counts.
  let asked = 0;
  const swap = async (url, selectors, push) => {
    const turn = ++asked;
    const regions = selectors.split(",").map(each => each.trim());
    one(regions[0]).setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { headers: { Accept: "text/html", "X-Fragment": "1" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = regions.map(each => one(each, page));
      if (turn !== asked) return;
      if (!answer.ok || next.includes(null)) throw new Error(answer.status);
      regions.forEach((each, i) => one(each).replaceWith(document.adoptNode(next[i])));
      row = -1;
      if (push) history.pushState({ selectors }, "", url);
      next.forEach(each => enliven(each));
    } catch {
      if (turn === asked) location.assign(url);
    }
  };
  addEventListener("popstate", () => location.reload());
  addEventListener("click", event => {
    const link = event.target.closest("a[data-swap]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    swap(link.href, link.dataset.swap, true);
  });
  const liveForm = form => {
    let timer = 0;
    const send = () => {
      const said = new URLSearchParams(new FormData(form));
      for (const [name, value] of [...said]) if (!value) said.delete(name, value);
      swap(`${form.getAttribute("action")}?${said}`, form.dataset.swap, true);
    };
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(send, 220);
    });
    form.addEventListener("submit", event => {
      event.preventDefault();
      clearTimeout(timer);
      send();
    });
  };

  // How far what runs in the background is; once it has ended, the page says what came of it.
  const pollJob = job => {
    const look = async () => {
      try {
        const answer = await fetch(location.href, { headers: { Accept: "text/html", "X-Fragment": "1" } });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const now = one("[data-poll]", page);
        if (!now) return location.reload();
        one("progress", job).value = one("progress", now).value;
        one("[data-percent]", job).textContent = one("[data-percent]", now).textContent;
        one("h2", job).textContent = one("h2", now).textContent;
      } catch {
        // The next one may succeed.
      }
      setTimeout(look, 1000);
    };
    setTimeout(look, 1000);
  };

  // What changes while somebody reads is said and not shown: the page stays as it is until
  // its reader wants it anew.  Browsers keep few connections to a server, so only a page
  // that is looked at has one.
  const listen = () => {
    const place = one(".nav [aria-current]")?.dataset.key;
    if (!["o", "c", "m"].includes(place)) return;
    const only = location.pathname.match(/^\/api\/customers\/(\d+)/)?.[1];
    const notice = made("div", { className: "toast" });
    notice.setAttribute("role", "status");
    document.body.append(notice);
    const changed = new Set();
    const added = new Set();
    let source;
    let last = "";
    const say = words => {
      // Not a reload: what a form was answered with must not be sent again.
      const show = made("a", { href: "", textContent: "Show" });
      show.onclick = () => (show.href = location.pathname + location.search);
      notice.replaceChildren(`${words} `, show);
    };
    const tell = () => {
      const many = (set, what) =>
        set.size ? [`${set.size === 1 ? "1 customer" : `${set.size} customers`} ${what}`] : [];
      say(only ? "This customer changed." : `${[...many(changed, "changed"), ...many(added, "added")].join(", ")}.`);
    };
    const on = (name, act) =>
      source.addEventListener(name, event => {
        last = event.lastEventId;
        act(event.data);
      });
    const open = () => {
      source = new EventSource(`/api/stream?after=${last}`);
      on("begin", () => {});
      on("missed", () => say("Something may have changed."));
      on("score", text => {
        const id = `${JSON.parse(text).customer_id}`;
        if ((only && id !== only) || added.has(id)) return;
        changed.add(id);
        tell();
      });
      on("customer", text => {
        if (only) return;
        added.add(`${JSON.parse(text).customer_id}`);
        tell();
      });
      source.onerror = () => {
        // Refused, perhaps because too many listen; a lost one comes back by itself.
        if (source.readyState === EventSource.CLOSED) setTimeout(look, 30000);
      };
    };
    const look = () => {
      source?.close();
      if (document.visibilityState === "visible") open();
    };
    document.addEventListener("visibilitychange", look);
    addEventListener("pagehide", () => source?.close());
    addEventListener("pageshow", event => event.persisted && look());
    look();
  };
  addEventListener("load", listen);

  // Times are the reader's, days the installation's: those are what scores are made of.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", day: "numeric", month: "short", year: "numeric",
    hour: "2-digit", minute: "2-digit",
  });
  const sayTime = time => {
    const part = {};
    for (const { type, value } of clock.formatToParts(new Date(time.dateTime))) part[type] = value;
    time.textContent = `${part.day} ${part.month} ${part.year}, ${part.hour}:${part.minute}`;
  };
  const sayZone = said => {
    if (said.textContent !== zone) said.textContent = `${zone}, days in ${said.textContent}`;
  };

  const enliven = within => {
    for (const time of all("time", within)) sayTime(time);
    for (const said of all("[data-zone]", within)) sayZone(said);
    for (const link of all("[data-keys]", within))
      link.onclick = event => {
        event.preventDefault();
        keys.showModal();
      };
    for (const button of all("[data-theme-toggle]", within)) button.onclick = switchTheme;
    for (const button of all("[data-copy]", within))
      button.onclick = () => copy(button, location.href);
    for (const button of all("[data-copytext]", within))
      button.onclick = () => copy(button, one(button.dataset.copytext).textContent);
    for (const plot of all("[data-plot]", within)) readPlot(plot);
    for (const form of all("form[data-model]", within)) joinWeights(form);
    for (const form of all("form[data-draft]", within)) draftForm(form);
    for (const form of all("form[data-upload]", within)) uploads(form);
    for (const form of all("form[data-swap]", within)) liveForm(form);
    for (const job of all("[data-poll]", within)) pollJob(job);
  };
  enliven(document);
})();
