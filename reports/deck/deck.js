/* Keys of a deck. It holds everything it shows: it goes on when the server is gone. A second window shows notes and the clock. */
(() => {
  const slides = [...document.querySelectorAll(".slide")];
  const started = Date.now();
  const KEPT = `slide ${document.title} ${slides.length}`; /* where a reload goes on; another show starts at its own first slide */
  let at = 0, typed = "", speaker = null;
  /* Turning by itself: off, running or paused; `left` are the seconds this slide still stays, `each` how long a slide stays. */
  const auto = { state: "off", each: 20, left: 0, timer: null };

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
    auto.left = auto.each;
    sign();
    try { sessionStorage.setItem(KEPT, String(at)); } catch { /* a page without storage starts at the first slide */ }
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
    for (const id of ["time", "spent", "auto"]) { const part = page.createElement("span"); part.id = id; box.firstChild.append(part); }
    page.body.replaceChildren(box);
    speaker.addEventListener("keydown", press);
    clearInterval(open.timer); open.timer = setInterval(tell, 1000);
    tell(); sign();
  };
  /* In the corner of the slide, beside its number, so that nobody wonders why it turns, or why not. */
  const sign = () => {
    const words = { off: "", running: `▶ 自动翻页 ${auto.left} 秒`, paused: "‖ 自动翻页已暂停，按 A 继续" }[auto.state];
    document.querySelectorAll(".auto").forEach((one) => { one.textContent = words; });
    const there = speaker && !speaker.closed ? speaker.document.getElementById("auto") : null;
    if (there) there.textContent = words;
  };
  const tick = () => {
    auto.left -= 1;
    if (auto.left <= 0) show(at + 1 < slides.length ? at + 1 : 0); else sign();
  };
  const pause = () => {
    if (auto.state !== "running") return;
    clearInterval(auto.timer); auto.state = "paused"; sign();
  };
  const turn = (seconds) => {
    if (auto.state === "running" && !seconds) { pause(); return; }
    clearInterval(auto.timer);
    if (seconds) auto.each = Math.max(3, seconds);
    auto.state = "running"; auto.left = auto.each;
    auto.timer = setInterval(tick, 1000);
    sign();
  };
  const quit = () => { clearInterval(auto.timer); auto.state = "off"; sign(); };
  const leave = () => {
    quit();
    try { sessionStorage.removeItem(KEPT); } catch { /* nothing was kept */ }
    let button = null;
    try { button = window.parent === window ? null : window.parent.document.querySelector(".st-key-show_exit button"); } catch { /* its own page */ }
    if (!button) { if (document.fullscreenElement) document.exitFullscreen(); return; }
    button.click();
    setTimeout(() => say("连不上服务器，退不出去；投影都在这里，可以接着放"), 4000);
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
    f: full, F5: full, p: open, a: () => turn(0),
    d: () => { document.body.classList.toggle("hall"); document.body.classList.toggle("day"); },
    "?": () => say("→ 下一屏　← 上一屏　数字+回车 跳到　B 黑屏　F 全屏　P 讲稿窗口　A 自动翻页（先按数字是秒数）　D 明暗　Esc 退出"),
  };
  const press = (event) => {
    if (!document.defaultView) return; /* the show was left, its frame is gone */
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (/^[0-9]$/.test(key)) { typed += key; event.preventDefault(); return; }
    if (key === "Enter") { pause(); if (typed) show(Number(typed) - 1); else show(at + 1); typed = ""; event.preventDefault(); return; }
    const number = Number(typed);
    typed = "";
    if (!keys[key]) return;
    event.preventDefault(); event.stopPropagation();
    if (key === "a" && number) { turn(number); return; }
    if (!["a", "p", "f", "F5", "d", "?"].includes(key)) pause();
    keys[key]();
  };
  window.addEventListener("keydown", press);
  document.addEventListener("click", (event) => { pause(); show(event.clientX < window.innerWidth / 4 ? at - 1 : at + 1); });
  try { if (window.parent !== window) window.parent.addEventListener("keydown", press, true); } catch { /* somebody else's page around it */ }
  let first = 0;
  try { first = Number(sessionStorage.getItem(KEPT) || 0); } catch { /* a page without storage starts at the first slide */ }
  show(first);
  /* A program that lost its server bars the mouse from all of its page; the show goes on with it. */
  setInterval(() => {
    try { for (let one = window.frameElement; one; one = one.parentElement) if (one.inert) one.inert = false; } catch { /* somebody else's page */ }
  }, 1000);
  window.focus();
})();
