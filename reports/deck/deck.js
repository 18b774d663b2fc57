/* Keys of a deck. It holds everything it shows: it goes on when the server is gone. A second window shows notes and the clock. */
(() => {
  const slides = [...document.querySelectorAll(".slide")];
  const started = Date.now();
  let at = 0, typed = "", speaker = null, timer = null;
  const PAUSE = 20000;

  const title = (index) => slides[index] ? slides[index].querySelector("h1").textContent : "";
  const say = (words) => {
    document.querySelector(".notice")?.remove();
    if (!words) return;
    const box = document.createElement("div");
    box.className = "notice"; box.setAttribute("role", "status"); box.textContent = words;
    document.body.append(box);
    clearTimeout(say.timer); say.timer = setTimeout(() => box.remove(), 2500);
  };
  const show = (index) => {
    at = Math.max(0, Math.min(slides.length - 1, index));
    slides.forEach((slide, place) => { slide.hidden = place !== at; });
    document.body.classList.remove("black");
    try { sessionStorage.setItem("slide", String(at)); } catch { /* a page without storage starts at the first slide */ }
    tell();
  };
  const clock = (ms) => {
    const seconds = Math.floor(ms / 1000);
    return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  };
  const tell = () => {
    if (!speaker || speaker.closed) return;
    const page = speaker.document;
    page.getElementById("now").textContent = `${at + 1} / ${slides.length}　${title(at)}`;
    page.getElementById("notes").textContent = slides[at].dataset.notes || "这一屏没有备注";
    page.getElementById("next").textContent = at + 1 < slides.length ? `下一屏：${title(at + 1)}` : "这是最后一屏";
    page.getElementById("time").textContent = new Date().toLocaleTimeString("zh-CN", { hour12: false });
    page.getElementById("spent").textContent = `已讲 ${clock(Date.now() - started)}`;
  };
  const open = () => {
    speaker = window.open("", "speaker", "width=1000,height=720");
    if (!speaker) { say("浏览器拦住了第二个窗口，请允许弹出窗口后再按 P"); return; }
    const page = speaker.document;
    page.title = "讲稿";
    page.head.replaceChildren(document.querySelector("style").cloneNode(true));
    page.body.className = document.body.className;
    const box = page.createElement("div"); box.className = "speaker";
    for (const [tag, id, name] of [["div", "", "clock"], ["h2", "now", ""], ["pre", "notes", ""], ["p", "next", "next"]]) {
      const part = page.createElement(tag); if (id) part.id = id; if (name) part.className = name; box.append(part);
    }
    for (const id of ["time", "spent"]) { const part = page.createElement("span"); part.id = id; box.firstChild.append(part); }
    page.body.replaceChildren(box);
    speaker.addEventListener("keydown", press);
    clearInterval(open.timer); open.timer = setInterval(tell, 1000);
    tell();
  };
  const stop = () => { if (timer) { clearInterval(timer); timer = null; say("自动翻页已停"); } };
  const auto = () => {
    if (timer) { stop(); return; }
    timer = setInterval(() => show(at + 1 < slides.length ? at + 1 : 0), PAUSE);
    say(`自动翻页，每屏 ${PAUSE / 1000} 秒，再按 A 停`);
  };
  const leave = () => {
    try {
      const button = window.parent.document.querySelector(".st-key-show_exit button");
      if (button) button.click();
    } catch { /* not inside the program: nothing to go back to */ }
  };
  const full = () => {
    const whole = (() => { try { return window.parent.document; } catch { return document; } })();
    if (whole.fullscreenElement) whole.exitFullscreen(); else whole.documentElement.requestFullscreen?.().catch(() => {});
  };
  const keys = {
    ArrowRight: () => show(at + 1), ArrowDown: () => show(at + 1), PageDown: () => show(at + 1), " ": () => show(at + 1),
    ArrowLeft: () => show(at - 1), ArrowUp: () => show(at - 1), PageUp: () => show(at - 1), Backspace: () => show(at - 1),
    Home: () => show(0), End: () => show(slides.length - 1), Escape: leave,
    b: () => document.body.classList.toggle("black"), ".": () => document.body.classList.toggle("black"),
    f: full, F5: full, p: open, a: auto,
    d: () => { document.body.classList.toggle("hall"); document.body.classList.toggle("day"); },
    "?": () => say("→ 下一屏　← 上一屏　数字+回车 跳到　B 黑屏　F 全屏　P 讲稿窗口　A 自动翻页　D 明暗　Esc 退出"),
  };
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (/^[0-9]$/.test(key)) { typed += key; event.preventDefault(); return; }
    if (key === "Enter") { if (typed) show(Number(typed) - 1); else show(at + 1); typed = ""; event.preventDefault(); return; }
    typed = "";
    if (!keys[key]) return;
    if (timer && key !== "a") stop();
    event.preventDefault(); event.stopPropagation();
    keys[key]();
  };
  window.addEventListener("keydown", press);
  document.addEventListener("click", (event) => show(event.clientX < window.innerWidth / 4 ? at - 1 : at + 1));
  try { window.parent.addEventListener("keydown", press, true); } catch { /* its own window */ }
  let first = 0;
  try { first = Number(sessionStorage.getItem("slide") || 0); } catch { /* as above */ }
  show(window.DECK_AT ?? first);
  window.focus();
})();
