// What makes the site quicker for a reader whose browser runs scripts: suggestions while typing, keys, copying.
// Every page works whole without it. It runs nothing from elsewhere, and asks only this site.
"use strict";

{
  const texts = document.getElementById("script");
  const box = document.getElementById("q");
  const make = (tag, attributes, text = "") => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  };

  // Whether suggestions and keys are on. Storage may be forbidden; then the choice lasts as long as the page.
  const setting = {
    on: true,
    load() {
      try {
        this.on = localStorage.getItem("keys") !== "off";
      } catch {}
    },
    save(on) {
      this.on = on;
      try {
        localStorage.setItem("keys", on ? "on" : "off");
      } catch {}
    },
  };

  // Suggestions: an editable combobox with a list, as the ARIA Authoring Practices describe it.
  class Suggestions {
    static WAIT = 150; // milliseconds without typing
    static LEAST = 2; // characters

    constructor(input) {
      this.input = input;
      this.chosen = -1;
      this.options = [];
      this.list = make("ul", { id: "suggestions", role: "listbox", hidden: "", "aria-label": texts.dataset.suggestions });
      this.status = make("p", { role: "status", class: "unseen" });
      input.form.append(this.list, this.status);
      input.addEventListener("input", (event) => event.isComposing || this.later());
      input.addEventListener("compositionend", () => this.later());
      input.addEventListener("keydown", (event) => this.key(event));
      input.addEventListener("blur", () => this.close());
      input.form.addEventListener("submit", () => this.close());
      this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
      this.list.addEventListener("click", (event) => this.take(this.options.indexOf(event.target.closest("li"))));
      this.apply();
    }

    apply() {
      const role = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "suggestions" };
      for (const [name, value] of Object.entries(role)) {
        if (setting.on) this.input.setAttribute(name, value);
        else this.input.removeAttribute(name);
      }
      this.close();
    }

    later(wait = Suggestions.WAIT) {
      this.close();
      if (setting.on) this.timer = setTimeout(() => this.ask(), wait);
    }

    async ask() {
      const typed = this.input.value.trim();
      if (typed.length < Suggestions.LEAST) return;
      const { signal } = (this.asked = new AbortController());
      try {
        const answer = await fetch(`${texts.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal });
        if (!answer.ok) return;
        const [, found, notes = [], addresses = [], said = {}] = await answer.json();
        if (!signal.aborted && document.activeElement === this.input) this.show(found, notes, addresses, said.notices ?? []);
      } catch {} // overtaken by the next letter, or there is no connection: then there are no suggestions
    }

    show(found, notes, addresses, notices) {
      this.found = found;
      this.addresses = addresses;
      this.options = found.map((text, at) => {
        const option = make("li", { id: `suggestion-${at}`, role: "option", "aria-selected": "false" });
        option.append(make("span", { lang: "ru" }, text), " ", make("small", {}, notes[at]));
        return option;
      });
      // What could not be suggested: a line that cannot be chosen.
      const lines = notices.map((notice) => make("li", { role: "option", "aria-disabled": "true", class: "soft" }, notice));
      this.list.replaceChildren(...this.options, ...lines);
      this.open(found.length + notices.length > 0);
      this.status.textContent = [found.length ? `${texts.dataset.number} ${found.length}` : "", ...notices].join(" ").trim();
    }

    open(open) {
      this.list.hidden = !open;
      if (setting.on) this.input.setAttribute("aria-expanded", open);
      if (!open) this.choose(-1);
    }

    close() {
      clearTimeout(this.timer);
      this.asked?.abort();
      this.status.textContent = "";
      this.open(false);
    }

    choose(at) {
      this.options[this.chosen]?.setAttribute("aria-selected", "false");
      this.chosen = at;
      const option = this.options[at];
      if (!option) return this.input.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    }

    take(at) {
      if (!this.options[at]) return;
      const address = this.addresses[at] ?? "";
      if (/\/article\/[^/]+$/.test(address)) return location.assign(address); // a headline opens its article
      this.input.value = this.found[at];
      this.close();
      this.input.form.requestSubmit();
    }

    key(event) {
      if (!setting.on || event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const opened = !this.list.hidden;
      const last = this.options.length - 1;
      if (event.key === "ArrowDown" && !opened) this.later(0);
      else if (event.key === "ArrowDown") event.altKey || this.choose(this.chosen < last ? this.chosen + 1 : -1);
      else if (event.key === "ArrowUp" && opened) event.altKey ? this.close() : this.choose(this.chosen < 0 ? last : this.chosen - 1);
      else if (event.key === "Enter" && opened && this.chosen >= 0) this.take(this.chosen);
      else if (event.key === "Escape" && opened) this.close();
      else {
        if (event.key === "Home" || event.key === "End") this.choose(-1); // they move the caret
        return;
      }
      event.preventDefault();
    }
  }

  // Keys. A letter is what the layout gives, where it gives a Latin one; else what the same key gives on a Latin layout.
  const nameOf = ({ key, code, shiftKey }) => {
    if (/^[a-z/?]$/.test(key)) return key;
    if (code === "Slash") return shiftKey ? "?" : "/";
    return /^Key[A-Z]$/.test(code) && !shiftKey ? code[3].toLowerCase() : "";
  };

  const walk = (step) => {
    const links = [...document.querySelectorAll(".hits h2 a")];
    const here = links.findIndex((link) => link.closest("li").contains(document.activeElement));
    links[here < 0 ? 0 : Math.min(Math.max(here + step, 0), links.length - 1)]?.focus();
  };

  const leap = (step) => {
    const marks = [...document.querySelectorAll("article [id^='hit-']")];
    const here = marks.findIndex((mark) => `#${mark.id}` === location.hash);
    const next = here < 0 ? marks[step > 0 ? 0 : marks.length - 1] : marks[here + step];
    if (!next) return;
    location.replace(`#${next.id}`); // one «back» still leads to the results
    next.tabIndex = -1;
    next.focus({ preventScroll: true }); // a screen reader goes on from there
  };

  const openDialog = () => {
    dialog.showModal();
    dialog.querySelector("form button").focus();
  };

  const actions = {
    "/": () => {
      box.focus();
      box.select();
    },
    "?": () => openDialog(),
    j: () => walk(1),
    k: () => walk(-1),
    n: () => leap(1),
    p: () => leap(-1),
  };

  const press = (event) => {
    if (!setting.on || event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (dialog.open || event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    const act = actions[nameOf(event)];
    if (!act) return;
    event.preventDefault();
    act();
  };

  const copy = async (element) => {
    const text = element.textContent.trim();
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    getSelection().selectAllChildren(element); // an address without https has no clipboard
    if (!document.execCommand("copy")) throw new Error("not copied");
  };

  const addCopying = (element) => {
    const button = make("button", { type: "button", class: "copy", "aria-live": "polite" }, texts.dataset.sayCopy);
    element.after(button);
    button.addEventListener("click", async () => {
      try {
        await copy(element);
        button.textContent = texts.dataset.sayCopied;
        setTimeout(() => (button.textContent = texts.dataset.sayCopy), 2000);
      } catch {
        getSelection().selectAllChildren(element); // the reader can still copy it by hand
      }
    });
  };

  setting.load();
  const { children } = texts.content.cloneNode(true);
  const [opener, dialog] = children;
  document.querySelector(".foot").append(opener);
  document.body.append(dialog);
  opener.addEventListener("click", () => openDialog());
  const suggestions = new Suggestions(box);
  const on = dialog.querySelector("input");
  on.checked = setting.on;
  on.addEventListener("change", () => {
    setting.save(on.checked);
    suggestions.apply();
  });
  document.addEventListener("keydown", press);
  // An address without empty arguments is easier to read.
  document.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "" && name !== "q") formData.delete(name);
  });
  document.querySelectorAll("[data-copy]").forEach(addCopying);
}
