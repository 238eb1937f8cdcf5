// Sends a form marked data-xunpan without leaving the page. Without this script it is sent as any other form.
(() => {
'use strict';
document.querySelectorAll('form[data-xunpan]').forEach(form => form.addEventListener('submit', async e => {
  e.preventDefault();
  const button = form.querySelector('button'), status = form.querySelector('[role=status]');
  const say = text => { if (status) status.textContent = text; else alert(text); };
  const data = new URLSearchParams(new FormData(form));
  data.set('page', location.href);
  if (button) button.disabled = true;
  if (status) status.textContent = '…';
  try {
    const r = await fetch(form.action, {method: 'POST', body: data, headers: {Accept: 'application/json'}});
    const answer = await r.json();
    if (!r.ok) say(answer.error || form.dataset.failed);
    else if (answer.next) location.href = answer.next;
    else { form.reset(); say(form.dataset.sent || answer.thanks); }
  } catch {
    say(form.dataset.failed);
  }
  if (button) button.disabled = false;
}));
})();
