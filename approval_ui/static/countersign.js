// What helps where scripts run; every page works without it.
(() => {
  "use strict";

  const units = (seconds) => {
    const d = Math.floor(seconds / 86400), h = Math.floor(seconds / 3600) % 24, m = Math.floor(seconds / 60) % 60;
    if (d) return d < 3 && h ? `${d} d ${h} h` : `${d} d`;
    if (h) return m ? `${h} h ${m} min` : `${h} h`;
    return m >= 5 ? `${m} min` : m ? `${m} min ${Math.floor(seconds % 60)} s` : `${Math.floor(seconds)} s`;
  };
  const tick = () => {
    for (const element of document.querySelectorAll("time[data-countdown]")) {
      const left = (Date.parse(element.dateTime) - Date.now()) / 1000;
      element.textContent = Math.abs(left) < 1 ? "now" : left > 0 ? `in ${units(left)}` : `${units(-left)} ago`;
    }
  };
  setInterval(tick, 1000);

  const copy = async (button) => {
    const source = document.getElementById(button.dataset.copy);
    const text = source.value ?? source.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      source.focus();
      source.select?.();
      document.execCommand("copy");
    }
    const before = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = before; }, 2000);
  };

  const locate = (button) => {
    const say = (text) => { document.getElementById(button.dataset.locate).textContent = text; };
    say("Asking this device where it is …");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const form = button.form;
        form.elements.longitude.value = coords.longitude.toFixed(5);
        form.elements.latitude.value = coords.latitude.toFixed(5);
        form.elements.latitude.dispatchEvent(new Event("input", { bubbles: true }));
        say(`Filled in, to within about ${Math.round(coords.accuracy)} metres.`);
      },
      () => say("This device does not say where it is. Please type the two numbers."),
      { enableHighAccuracy: true, timeout: 10000 },
    );
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-copy], button[data-locate]");
    if (!button) return;
    event.preventDefault();
    if (button.dataset.copy) copy(button);
    else locate(button);
  });
  // A link to a field opens what the field is folded into, and a fold of its own.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#f-"]');
    const field = link && document.getElementById(link.hash.slice(1));
    for (let part = field; part; part = part.parentElement) if (part.matches("details")) part.open = true;
  });
  // A part that renews itself waits while somebody types or has something open in it.
  const busy = (part) => part.querySelector("details[open]") !== null
    || (part.contains(document.activeElement) && document.activeElement.matches("input, select, textarea"))
    || [...part.querySelectorAll("input:not([type=hidden]), textarea:not([readonly])")].some((f) => f.value !== f.defaultValue);
  document.addEventListener("htmx:beforeRequest", (event) => {
    const part = event.detail.elt;
    if (part.id === "live" && (document.hidden || busy(part))) event.preventDefault();
  });
  // A picture that was taken in is not sent again with the form.
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.id === "file" && event.detail.successful) event.detail.elt.value = "";
  });
  // Typing an answer to a finding does not renew the part that one types in.
  for (const kind of ["input", "change"]) {
    document.getElementById("check")?.addEventListener(kind, (event) => event.stopPropagation());
  }
  // What somebody ticked or unticked stays as it is, also when it was done while an answer was on its way.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    for (const box of event.detail.target.querySelectorAll("input[type=checkbox]")) {
      const fresh = event.detail.fragment.querySelector(`#${CSS.escape(box.id)}`);
      if (fresh && box.checked !== box.defaultChecked) fresh.checked = box.checked;
    }
  });
  // What needs a script to do anything is shown only where scripts run.
  const reveal = () => { for (const element of document.querySelectorAll("[data-script]")) element.hidden = false; };
  document.addEventListener("htmx:afterSwap", () => { reveal(); tick(); });
  reveal();
  tick();
  document.querySelector("[data-focus]")?.focus();
})();
