// A quotation's page tells once that it was looked at: after two seconds in
// sight. The page says so in words.
const me = document.currentScript;
let told = false, timer;
function look() {
  clearTimeout(timer);
  if (!told && document.visibilityState === 'visible') timer = setTimeout(() => { told = true; fetch(me.dataset.seen, {method: 'POST', keepalive: true}); }, 2000);
}
document.addEventListener('visibilitychange', look);
look();
