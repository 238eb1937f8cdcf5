// The desk in the browser: keyboard, choosing rows, joining evidence with its
// words, live news, dialogs, copying, ticking. Everything works by delegation
// from the document, so that changed parts of a page need no new wiring.
(() => {
'use strict';
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const words = JSON.parse(document.body.dataset.words || '{}');
const say = (key, args = {}) => Object.entries(args).reduce((s, [k, v]) => s.replaceAll('{' + k + '}', v), words[key] ?? key);
const on = (type, fn, opts) => document.addEventListener(type, fn, opts);
const post = (url, data) => fetch(url, {method: 'POST', body: new URLSearchParams(data), redirect: 'manual'});

// Toasts.
function toast(text, {bad = false, url = ''} = {}) {
  const box = $('#toasts'), t = document.createElement('div'), p = document.createElement('p');
  if (!box) return;
  t.className = 'toast' + (bad ? ' bad' : '');
  if (url) { const a = document.createElement('a'); a.href = url; a.textContent = text; p.append(a); } else p.textContent = text;
  t.append(p);
  box.append(t);
  setTimeout(() => t.remove(), 8000);
}
const tidyToasts = () => $$('.toast:not(.bad):not([data-seen])').forEach(t => { t.dataset.seen = 1; setTimeout(() => t.remove(), 8000); });

// Dialogs: one question before what cannot be undone, with a word to type where data-typed gives one.
function ask(text, typed) {
  const d = $('#confirm'), label = $('label', d), input = $('input', d), yes = $('[value=yes]', d);
  $('#confirm-text').textContent = text;
  label.hidden = !typed;
  input.value = '';
  $('[data-word]', d).textContent = typed || '';
  yes.disabled = !!typed;
  input.oninput = () => { yes.disabled = input.value.trim() !== typed; };
  d.returnValue = '';
  d.showModal();
  return new Promise(done => d.addEventListener('close', () => done(d.returnValue === 'yes'), {once: true}));
}
on('submit', e => {
  const f = e.target, b = e.submitter, text = b?.dataset.confirm ?? f.dataset.confirm;
  if (!text || f.dataset.asked) return;
  e.preventDefault();
  e.stopImmediatePropagation();
  ask(text, b?.dataset.typed ?? f.dataset.typed).then(yes => {
    if (!yes) return;
    f.dataset.asked = 1;
    f.requestSubmit(b);
    delete f.dataset.asked;
  });
}, true);

// Clicks that mean something to the script.
on('click', async e => {
  const at = s => e.target.closest?.(s);
  let b;
  $$('details.menu[open]').forEach(d => { if (!d.contains(e.target)) d.open = false; });
  if ((b = at('[data-opens]'))) { const d = document.getElementById(b.dataset.opens); d.showModal ? d.showModal() : d.hidden = !d.hidden; }
  else if ((b = at('[data-closes]'))) { const d = b.closest(b.dataset.closes); d.close ? d.close() : d.remove(); }
  else if ((b = at('[data-copy], [data-copies]'))) {
    try { await navigator.clipboard.writeText(b.dataset.copy ?? $(b.dataset.copies).value ?? $(b.dataset.copies).textContent); toast(say('js.copied')); } catch { toast(say('js.failed'), {bad: true}); }
  }
  else if ((b = at('[data-pictures]'))) { $('iframe', b.closest('details')).src = b.dataset.pictures; b.closest('.warn').remove(); }
  else if ((b = at('[data-theme-switch] button'))) {
    e.preventDefault();
    b.value ? document.documentElement.dataset.theme = b.value : delete document.documentElement.dataset.theme;
    $$('[data-theme-switch] button').forEach(x => x.setAttribute('aria-pressed', x.value === b.value));
    post('/preferences', {theme: b.value});
  }
  else if ((b = at('[data-notify]'))) { b.dataset.state = await Notification.requestPermission(); }
  else if (at('#news')) { fresh = 0; refresh('#list'); }
  else if ((b = at('.evidence [data-ev]'))) $(`mark[data-ev~="${b.dataset.ev}"]`)?.scrollIntoView({block: 'center'});
  else if (e.target.tagName === 'DIALOG') e.target.close();
});
on('toggle', e => { const f = e.target.open && e.target.querySelector?.('iframe[data-src]'); if (f && !f.src) f.src = f.dataset.src; }, true);

// Evidence: hovering, focusing or tapping one of mark, margin note and list entry lights the others.
function light(e) {
  const own = e.target.closest?.('[data-ev]'), ids = own ? own.dataset.ev.split(' ') : [];
  $$('[data-ev].lit').forEach(x => x.classList.remove('lit'));
  ids.forEach(n => $$(`[data-ev~="${n}"]`).forEach(x => x.classList.add('lit')));
}
['mouseover', 'focusin', 'touchstart'].forEach(t => on(t, light, {passive: true}));

// Choosing rows.
const chosen = () => $$('.row input:checked');
function showChosen() {
  const n = chosen().length, label = $('[data-chosen]'), all = $('[data-all]');
  if (!label) return;
  label.dataset.none ??= label.textContent;
  label.textContent = n ? say('js.selected', {n}) : label.dataset.none;
  all.checked = n > 0 && n === $$('.row').length;
  all.indeterminate = n > 0 && !all.checked;
}
on('change', e => {
  if (e.target.matches('[data-all]')) $$('.row .pick input').forEach(x => x.checked = e.target.checked);
  if (e.target.matches('[data-all], .row input')) showChosen();
});

// Keyboard. j and k move through rows where there are some; any other key clicks the element that names it.
let pending = '', timer;
const row = () => document.activeElement?.closest?.('.row');
function move(step) {
  const all = $$('.row');
  if (!all.length) return false;
  const i = all.indexOf(row()), next = all[i < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, i + step))];
  $('.open', next).focus();
  next.scrollIntoView({block: 'nearest'});
  return true;
}
const doRow = (r, what) => {
  const pick = $('.pick input', r), form = $('#bulk'), button = form && $(`[value="${what}"]`, form);
  const made = what === 'done' && $('form[data-done]', r);
  if (made) { move(1); made.requestSubmit($('button', made)); return; }
  if (!pick || !button) return;
  chosen().forEach(x => x.checked = false);
  pick.checked = true;
  move(1);
  form.requestSubmit(button);
};
on('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
  const typing = e.target.matches?.('input:not([type=checkbox], [type=radio]), textarea, select');
  if (e.key === 'Escape') {
    const menu = $('details.menu[open]');
    if (menu) { menu.open = false; $('summary', menu).focus(); }
    else if (typing) e.target.blur();
    else { chosen().forEach(x => x.checked = false); showChosen(); }
    return;
  }
  if (typing || $('dialog[open]')) return;
  const key = (pending ? pending + ' ' : '') + e.key;
  pending = ''; clearTimeout(timer);
  if (e.key === 'g') { pending = 'g'; timer = setTimeout(() => pending = '', 1200); return; }
  if ((key === 'j' && move(1)) || (key === 'k' && move(-1))) { e.preventDefault(); return; }
  if (key === 'x' && row()) { const p = $('.pick input', row()); if (p) { p.checked = !p.checked; showChosen(); } return; }
  if (key === 'e' && row()) { doRow(row(), 'done'); return; }
  if (key === '?') { $('#help')?.showModal(); return; }
  const hit = $$(`[data-key="${CSS.escape(key)}"]`).find(x => x.offsetParent !== null || x.matches('input'));
  if (!hit) return;
  e.preventDefault();
  hit.matches('input') ? (hit.focus(), hit.select()) : hit.click();
});

// A chat as WhatsApp exports it says by its first line what it is.
on('input', e => { const c = e.target.dataset.chat; if (c && /^\W{0,2}(\d{1,4}[./-]){2}\d{1,4}\D.{0,8}\d:\d\d/.test(e.target.value)) document.getElementById(c).value = 'whatsapp'; });

// A finding leads to its place in the text.
on('click', e => { const b = e.target.closest?.('[data-jump]'), f = b && document.getElementById(b.dataset.jump); if (f) { f.focus(); f.setSelectionRange(+b.dataset.from, +b.dataset.upto); } });

// What was typed and not saved is not lost by leaving.
let dirty = new Set();
on('input', e => { const f = e.target.closest?.('[data-guard]'); if (f) { dirty.add(f); f.closest('form').classList.add('changed'); } });
on('submit', e => { $$('[data-guard]', e.target.parentNode).forEach(f => dirty.delete(f)); dirty.delete(e.target); });
window.addEventListener('beforeunload', e => { if ([...dirty].some(f => f.isConnected)) e.preventDefault(); });

// Time left: the same words as the server's.
function span(s) {
  const m = Math.floor(s / 60);
  return m < 60 ? say('time.minutes', {n: Math.max(m, 1)}) : m < 2880 ? say('time.hours', {n: Math.floor(m / 60)}) : say('time.days', {n: Math.floor(m / 1440)});
}
function tick() {
  const now = Date.now() / 1000;
  $$('[data-due]').forEach(t => {
    const due = +t.dataset.due, from = +t.dataset.from, left = due - now;
    t.classList.toggle('over', left < 0);
    t.classList.toggle('soon', left >= 0 && left < 3600);
    $('span', t).textContent = say(left < 0 ? 'time.over' : 'time.left', {t: span(Math.abs(left))});
    $('.left', t)?.setAttribute('stroke-dasharray', `${Math.max(0, Math.min(100, Math.floor(100 * left / (due - from || 1))))} 100`);
  });
}
setInterval(tick, 30000);

// Live: counts and single rows change in place; new rows wait behind a notice, so that nothing moves under the hand.
let fresh = 0;
const refresh = part => window.htmx?.ajax('GET', location.href, {target: part, select: part, swap: 'outerMorph'});
async function refreshRow(id) {
  const old = document.getElementById('i-' + id);
  if (!old || old.contains(document.activeElement)) return;
  const r = await fetch('/inquiries/' + id + '/row', {headers: {Accept: 'text/html'}});
  if (!r.ok) return;
  const now = new DOMParser().parseFromString(await r.text(), 'text/html').querySelector('.row');
  const tick = $('.pick input', old)?.checked;
  if (now) { old.replaceWith(document.adoptNode(now)); if (tick) $('.pick input', now).checked = true; }
}
function news(n) {
  const b = $('#news');
  fresh += n;
  if (b && $('[data-live-list]')) { b.hidden = false; b.firstElementChild.textContent = say('js.new', {n: fresh}); }
}
const hear = {
  state(s) { const x = $('#live'); if (x) x.dataset.state = s; },
  counts(c) { Object.entries(c).forEach(([tray, n]) => $$(`[data-count="${tray}"]`).forEach(x => x.textContent = n || '')); },
  inquiry(d) {
    const tray = $('#list')?.dataset.tray, url = '/inquiries/' + d.id, text = say('js.high', {text: d.title});
    if (document.getElementById('i-' + d.id)) refreshRow(d.id);
    else if (d.new && [d.tray, 'all', 'today'].includes(tray)) news(1);
    if (!d.alert) return;
    toast(text, {url});
    if (document.hidden && window.Notification?.permission === 'granted')
      new Notification(text, {body: d.text, tag: d.id}).onclick = () => { window.focus(); location.href = url; };
  },
  progress(d) {
    const p = document.getElementById('p-' + d.id);
    if (p && d.finished) refresh('#main');
    else if (p) $$('[data-p]', p).forEach(x => x.dataset.p === 'bar' ? x.value = d.share : x.textContent = d[x.dataset.p]);
  },
};
// One tab of a browser listens and tells the others: a browser has few connections to a server, and each page left open would hold one.
function live() {
  if (!$('#live')) return;
  const bus = new BroadcastChannel('desk');
  let state = 'wait', leads = false;
  const tell = (what, data) => { if (what === 'state') state = data; hear[what](data); bus.postMessage([what, data]); };
  bus.onmessage = e => e.data[0] === 'ask' ? leads && tell('state', state) : hear[e.data[0]](e.data[1]);
  const listen = () => new Promise(done => {
    const source = new EventSource(document.body.dataset.live);
    leads = true;
    source.onopen = () => tell('state', 'on');
    source.onerror = () => tell('state', navigator.onLine && source.readyState !== 2 ? 'wait' : 'off');
    ['counts', 'inquiry', 'progress'].forEach(t => source.addEventListener(t, e => tell(t, JSON.parse(e.data))));
    window.addEventListener('pagehide', () => { source.close(); leads = false; done(); }, {once: true});
  });
  const start = () => navigator.locks ? navigator.locks.request('live', listen) : listen();
  start();
  bus.postMessage(['ask']);
  window.addEventListener('pageshow', e => { if (e.persisted) start(); });
}

// htmx: what goes wrong is said; what came is made ready.
on('htmx:error', () => toast(say('js.offline'), {bad: true}));
on('htmx:response:error', e => { if (e.detail.ctx.response.status >= 500) toast(say('js.failed'), {bad: true}); });
on('htmx:after:swap', e => { const f = e.detail?.ctx?.sourceElement; if (f?.matches?.('.notebox')) f.reset(); }); // what was added stands above now
on('htmx:after:swap', () => { tick(); showChosen(); tidyToasts(); });
tick(); showChosen(); tidyToasts(); live();
})();
