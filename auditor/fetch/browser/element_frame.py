"""What runs inside a page to find the element at fault and draw a red frame around it; nothing of it is trusted."""

from dataclasses import dataclass

MARK = "auditor-mark"
COLOUR = (230, 0, 0)
WIDTH = 4
"""The frame: its colour (red, green, blue) and its width in pixels."""

ADDRESSED = (
    "a[href],area[href],img[src],iframe[src],frame[src],video[src],audio[src],embed[src],object[data],form[action]"
)
ELEMENTS = 20_000
TEXTS = 20_000


@dataclass(frozen=True, slots=True)
class Sought:
    """What to frame, the first that is shown: an element that leads to one of `addresses` (with `whole_list` the
    list it stands in), the last one that holds one of `texts`, or one of the CSS `selectors`."""

    key: str
    addresses: tuple[str, ...] = ()
    whole_list: bool = False
    texts: tuple[str, ...] = ()
    selectors: tuple[str, ...] = ()


COLLECT = f"() => Array.from(document.querySelectorAll('{ADDRESSED}')).slice(0, {ELEMENTS})"

ADDRESSES = """elements => elements.map(element => {
  const name = ['href', 'src', 'data', 'action'].find(name => element.hasAttribute(name));
  try { return new URL(element.getAttribute(name).trim(), element.baseURI).href; } catch { return ''; }
})"""

FRAME = """({elements, places, wholeList, texts, selectors, mark, colour, width, most}) => {
  const box = element => {
    const shown = element.checkVisibility({checkOpacity: true, checkVisibilityCSS: true});
    const rect = element.getBoundingClientRect();
    const reachable = rect.right + scrollX > 0 && rect.bottom + scrollY > 0 && rect.left + scrollX < 4000;
    return shown && reachable && rect.width >= 2 && rect.height >= 2 ? rect : null;
  };
  const lit = element => [element, ...element.children].find(box);
  const page = [document.documentElement, document.body];
  const around = element => {
    while (element && !page.includes(element) && !box(element)) element = element.parentElement;
    return element && !page.includes(element) ? element : null;
  };
  const list = element => {
    while (element.parentElement && !page.includes(element.parentElement)
           && !element.matches('ul,ol,dl,table') && element.querySelectorAll('a[href]').length < 3)
      element = element.parentElement;
    return element;
  };
  const holding = text => {
    let last = null;
    const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    for (let left = most; left > 0 && walk.nextNode(); left--) {
      const parent = walk.currentNode.parentElement;
      if (walk.currentNode.data.includes(text) && parent && box(parent)) last = parent;
    }
    return last;
  };
  const linked = places.map(place => elements[place]);
  let found = null;
  for (const element of linked) if (!found) found = lit(element);
  if (!found && linked.length) found = around(linked[0]);
  if (found && wholeList) found = list(found);
  for (const text of texts) if (!found) found = holding(text);
  for (const selector of selectors)
    if (!found) found = Array.from(document.querySelectorAll(selector)).find(box);
  if (!found) return linked.length ? 'hidden' : 'not_found';
  const gap = width + 1;
  const tall = found.getBoundingClientRect().height > innerHeight * 0.9;
  found.scrollIntoView({block: tall ? 'start' : 'center', inline: 'nearest', behavior: 'instant'});
  if (tall) scrollBy({top: -3 * gap, behavior: 'instant'});
  const rect = found.getBoundingClientRect();
  const left = Math.max(0, rect.left - gap), top = Math.max(rect.top - gap, tall ? 0 : -1e6);
  const right = Math.min(document.documentElement.clientWidth, rect.right + gap);
  const frame = document.createElement('div');
  frame.id = mark;
  const style = {
    all: 'initial', position: 'fixed', display: 'block', 'box-sizing': 'border-box', left: left + 'px', top: top + 'px',
    width: right - left + 'px', height: rect.bottom + gap - top + 'px', 'z-index': '2147483647',
    border: `${width}px solid rgb(${colour})`, 'pointer-events': 'none',
  };
  for (const [name, value] of Object.entries(style)) frame.style.setProperty(name, value, 'important');
  document.documentElement.appendChild(frame);
  const drawn = frame.getBoundingClientRect();
  frame.style.setProperty('left', 2 * left - drawn.left + 'px', 'important');
  frame.style.setProperty('top', 2 * top - drawn.top + 'px', 'important');
  return 'taken';
}"""

UNFRAME = "mark => document.querySelectorAll('#' + mark).forEach(frame => frame.remove())"
