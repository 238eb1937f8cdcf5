package gate

import (
	"container/list"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"xunpan/internal/flow"
)

// Rate is how many requests are let through: so many a second in the long run,
// and a burst at once. The zero Rate lets all through.
type Rate struct {
	PerSecond float64
	Burst     int
}

// StrangerRate is the rate of one address without session or key.
var StrangerRate = Rate{50, 500}

// maxBuckets bounds how many addresses are remembered; the one not seen longest
// is forgotten.
const maxBuckets = 20_000

// buckets counts requests by route and address.
type buckets struct {
	mu    sync.Mutex
	max   int
	by    map[bucketKey]*list.Element
	order *list.List // of *bucket, the one used last in front
}

type bucketKey struct {
	route string
	from  netip.Prefix
}

type bucket struct {
	key   bucketKey
	limit *rate.Limiter
}

func newBuckets(n int) *buckets {
	return &buckets{max: n, by: map[bucketKey]*list.Element{}, order: list.New()}
}

// take lets a request through, or says how long to wait.
func (b *buckets) take(route string, from netip.Addr, r Rate) (wait time.Duration, ok bool) {
	if r == (Rate{}) {
		return 0, true
	}
	now := time.Now()
	take := b.of(bucketKey{route, flow.Network(from)}, r).ReserveN(now, 1)
	if !take.OK() {
		return time.Second, false
	}
	if wait = take.DelayFrom(now); wait > 0 {
		take.CancelAt(now)
		return wait, false
	}
	return 0, true
}

func (b *buckets) of(key bucketKey, r Rate) *rate.Limiter {
	b.mu.Lock()
	defer b.mu.Unlock()
	if e := b.by[key]; e != nil {
		b.order.MoveToFront(e)
		return e.Value.(*bucket).limit
	}
	if b.order.Len() >= b.max {
		old := b.order.Back()
		b.order.Remove(old)
		delete(b.by, old.Value.(*bucket).key)
	}
	x := &bucket{key, rate.NewLimiter(rate.Limit(r.PerSecond), r.Burst)}
	b.by[key] = b.order.PushFront(x)
	return x.limit
}
