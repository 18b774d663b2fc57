// The program's own words around our pages are English, also those that only a screen reader says: they are said in Chinese.
const WORDS = {
  "Skip to main content": "跳到正文", "Sidebar": "侧边菜单", "Collapse sidebar": "收起菜单", "Expand sidebar": "打开菜单", "Open sidebar": "打开菜单",
  "Choose an option": "请选择", "Choose options": "请选择", "Open": "展开", "Close": "关闭", "Clear value": "清除", "Clear all": "全部清除", "Selected values": "已选的", "Dismiss": "收起",
  "Sort ascending": "从小到大排", "Sort descending": "从大到小排", "Upload": "选择文件", "Add files": "再加文件", "Browse files": "选择文件",
  "Drag and drop file here": "把文件拖到这里", "Drag and drop files here": "把文件拖到这里", "streamlit_folium.st_folium": "地图",
  "file upload": "选择文件", "Choose date": "选择日期", "Show/hide columns": "选择要看的列", "No results": "没有符合的", "Fullscreen": "全屏", "Close fullscreen": "退出全屏", "Search": "搜索", "Download as CSV": "下载",
  "Copy to clipboard": "复制", "Add:": "添加：", "Add row": "加一行", "Delete row": "删去一行", "Delete rows": "删去这些行", "Increment": "加", "Decrement": "减", "yyyy": "年", "mm": "月", "dd": "日",
};
const SIZE = /^(\d+)\s*MB per file(.*)$/;
const PART = /^(year|month|day), (.+)$/;
const PARTS = { year: "年", month: "月", day: "日" };
const ADDED = /^Add: (.+)$/;
const REMOVED = /^Remove (.+)$/;
const NAMES = ["aria-label", "title", "placeholder"];

function say(text) {
  const plain = text.trim();
  const size = plain.match(SIZE);
  if (size) return `每个文件不超过 ${size[1]} MB${size[2]}`;
  const added = plain.match(ADDED);
  if (added) return `添加：${added[1]}`;
  const removed = plain.match(REMOVED);
  if (removed) return `去掉 ${removed[1]}`;
  const part = plain.match(PART);
  if (part) return `${part[2]}：${PARTS[part[1]]}`;
  return Object.hasOwn(WORDS, plain) ? WORDS[plain] : null;
}

function put(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const said = say(node.nodeValue);
    if (said !== null && said !== node.nodeValue) node.nodeValue = said;
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  for (const name of NAMES) {
    const said = node.hasAttribute(name) ? say(node.getAttribute(name)) : null;
    if (said !== null) node.setAttribute(name, said);
  }
}

function putAll(node) {
  put(node);
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) put(walker.currentNode);
}

export default function () {
  document.documentElement.lang = "zh-CN";
  if (window.saidInChinese) return;
  window.saidInChinese = new MutationObserver((changes) => changes.forEach((change) => {
    if (change.type === "childList") change.addedNodes.forEach(putAll);
    else put(change.target);
  }));
  const what = { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: NAMES };
  window.saidInChinese.observe(document.body, what);
  putAll(document.body);
}
