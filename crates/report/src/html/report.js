(() => {
  "use strict";
  const get = (id) => document.getElementById(id);
  const [find, show, kind, order, count] = ["find", "show", "kind", "order", "count"].map(get);
  const lists = [...document.querySelectorAll("ol.list")].map((list) => ({
    list,
    section: list.closest("section"),
    items: [...list.children],
  }));
  const total = lists.reduce((sum, { items }) => sum + items.length, 0);

  // Texts are made small letters once, when somebody first searches.
  const texts = new Map();
  const text = (item) => {
    if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
    return texts.get(item);
  };
  const shown = {
    "": () => true,
    held: (item) => item.classList.contains("review") || item.classList.contains("hide"),
    hide: (item) => item.classList.contains("hide"),
    flagged: (item) => item.classList.contains("flagged"),
    off: (item) => item.classList.contains("off"),
  };
  const number = (value, missing) => (value === undefined || value === "" ? missing : Number(value));
  const orders = {
    attack: (item) => -number(item.dataset.a, -1),
    off: (item) => number(item.dataset.r, 2),
    on: (item) => -number(item.dataset.r, -1),
    new: (item) => -number(item.dataset.t, -Infinity),
    old: (item) => number(item.dataset.t, Infinity),
  };
  const words = (amount) => amount.toLocaleString("en");
  let ordered = "";

  const apply = () => {
    const sought = find.value.trim().toLowerCase();
    const wanted = kind.value;
    const filtered = Boolean(sought || wanted || show.value);
    let left = 0;
    for (const { list, section, items } of lists) {
      let here = 0;
      for (const item of items) {
        const fits =
          shown[show.value](item) &&
          (!wanted || (item.dataset.k || "").split(" ").includes(wanted)) &&
          (!sought || text(item).includes(sought));
        if (item.hidden === fits) item.hidden = !fits;
        if (fits) here += 1;
      }
      if (order.value !== ordered) {
        const key = orders[order.value];
        const keys = key && new Map(items.map((item) => [item, key(item)]));
        const sorted = key ? [...items].sort((a, b) => keys.get(a) - keys.get(b)) : items;
        const fragment = document.createDocumentFragment();
        for (const item of sorted) fragment.append(item);
        list.append(fragment);
      }
      list.classList.toggle("flat", filtered || order.value !== "");
      section.hidden = filtered && here === 0;
      left += here;
    }
    ordered = order.value;
    count.textContent = left === total ? `${words(total)} comments` : `${words(left)} of ${words(total)} comments`;
  };

  // What stands in the middle of the window is where the reader is.
  const step = (forward) => {
    const held = [...document.querySelectorAll("li.review:not([hidden]), li.hide:not([hidden]), li.flagged:not([hidden])")];
    const from = document.activeElement.closest("li.c");
    const follows = (item) =>
      from
        ? from.compareDocumentPosition(item) & (forward ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING)
        : forward
          ? item.getBoundingClientRect().top > 120
          : item.getBoundingClientRect().top < 0;
    const next = forward ? held.find(follows) : held.reverse().find(follows);
    if (!next) {
      count.textContent = forward ? "No held comment below" : "No held comment above";
      return;
    }
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
  };

  let waiting = 0;
  find.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 150);
  });
  for (const choice of [show, kind, order]) choice.addEventListener("change", apply);
  get("next").addEventListener("click", () => step(true));
  get("previous").addEventListener("click", () => step(false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement.matches("mark.f")) document.activeElement.blur();
  });
  // A link to a comment that is filtered away brings everything back.
  window.addEventListener("hashchange", () => {
    const target = get(location.hash.slice(1));
    if (target && target.closest("[hidden]")) {
      find.value = show.value = kind.value = "";
      apply();
      target.scrollIntoView();
    }
  });

  get("tools").hidden = false;
  apply();
})();
