// Comfort for the pages of mainstem. Everything works without it.
//
// - keys: j and k walk through the stories, o opens one, s its page, / goes to the search
// - times in the reader's own zone, and how far away they are
// - pages that are being filled are looked at again

(() => {
  "use strict";

  // ---- keys

  const KEYS = [
    ["j", "next story"],
    ["k", "story before"],
    ["o", "open its article"],
    ["s", "all its reports"],
    ["/", "search"],
    ["?", "these keys"],
  ];
  const links = () => [...document.querySelectorAll(".story h3 a, .report h3 a")];
  const current = () => links().indexOf(document.activeElement);

  const walk = (step) => {
    const all = links();
    const at = current();
    const next = at < 0 ? (step > 0 ? 0 : -1) : Math.min(Math.max(at + step, 0), all.length - 1);
    const link = all.at(next);
    if (!link) return;
    link.focus({ preventScroll: true });
    link.closest("li").scrollIntoView({ block: "nearest" });
  };

  const help = () => {
    let dialog = document.querySelector("dialog");
    if (dialog?.open) return dialog.close();
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.setAttribute("aria-label", "Keys");
      const list = document.createElement("dl");
      for (const [key, what] of KEYS) {
        const [name, says] = [document.createElement("dt"), document.createElement("dd")];
        const kbd = document.createElement("kbd");
        kbd.textContent = key;
        name.append(kbd);
        says.textContent = what;
        list.append(name, says);
      }
      const close = document.createElement("button");
      close.textContent = "Close";
      close.addEventListener("click", () => dialog.close());
      dialog.append(list, close);
      document.body.append(dialog);
    }
    dialog.showModal();
  };

  const actions = {
    j: () => walk(1),
    k: () => walk(-1),
    o: () => links()[current()] && window.open(links()[current()].href, "_blank", "noopener"),
    s: () => links()[current()]?.closest("li").querySelector(".details")?.click(),
    "/": () => document.getElementById("q")?.focus(),
    "?": help,
  };

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (isTyping) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const action = actions[event.key];
    if (!action || (document.querySelector("dialog[open]") && event.key !== "?")) return;
    event.preventDefault();
    action();
  });

  for (const hint of document.querySelectorAll(".keys")) hint.hidden = false;

  // ---- times

  const language = "en-GB";
  const forms = {
    clock: new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false }),
    moment: new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }),
    brief: new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" }),
    day: new Intl.DateTimeFormat(language, { dateStyle: "full" }),
  };
  const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

  const relative = (date) => {
    const away = (date - Date.now()) / 1000;
    const [unit, seconds] = UNITS.find(([, seconds]) => Math.abs(away) >= seconds) ?? ["second", 1];
    return forms.brief.format(Math.round(away / seconds), unit);
  };

  for (const time of document.querySelectorAll("time[data-show]")) {
    const date = new Date(time.dateTime);
    const show = time.dataset.show;
    time.title = `${forms.moment.format(date)} (${time.dateTime})`;
    time.textContent = show === "brief" ? relative(date) : forms[show].format(date);
  }

  // A story of the evening in UTC may be one of the next morning here.
  const regroup = () => {
    const days = [...document.querySelectorAll(".day")];
    const stories = days.flatMap((day) => [...day.querySelectorAll(".story")]);
    let last;
    let list;
    for (const story of stories) {
      const date = new Date(story.querySelector("time.at").dateTime);
      const day = date.toDateString();
      if (day !== last) {
        const section = days[0].cloneNode(false);
        const heading = document.createElement("h2");
        const time = document.createElement("time");
        const two = (number) => String(number).padStart(2, "0");
        time.dateTime = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
        time.textContent = forms.day.format(date);
        heading.append(time);
        list = days[0].querySelector("ol").cloneNode(false);
        section.append(heading, list);
        days[0].before(section);
        last = day;
      }
      list.append(story);
    }
    for (const day of days) day.remove();
  };
  if (new Date().getTimezoneOffset() !== 0 && document.querySelector(".day")) regroup();

  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const note of document.querySelectorAll("[data-zone]")) {
    note.textContent = `Times are those of ${zone.replaceAll("_", " ")}.`;
  }

  // ---- pages that are being filled

  const moving = document.querySelector("[data-moving]");
  if (moving) {
    const again = () => (document.hidden || document.querySelector("dialog[open]") ? wait() : location.reload());
    const wait = () => setTimeout(again, Number(moving.dataset.moving) * 1000);
    wait();
  }
})();
