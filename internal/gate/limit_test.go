package gate

import (
	"fmt"
	"net/netip"
	"testing"
	"time"
)

// TestBuckets: however many addresses come, few are remembered, and those that
// come often are among them.
func TestBuckets(t *testing.T) {
	t.Parallel()
	b, r := newBuckets(3), Rate{PerSecond: 0.001, Burst: 1}
	often := netip.MustParseAddr("192.0.2.1")
	if _, ok := b.take("", often, r); !ok {
		t.Error("the first request was refused")
	}
	for i := range 100 {
		if _, ok := b.take("", netip.MustParseAddr(fmt.Sprint("198.51.100.", i)), r); !ok {
			t.Errorf("the first request of address %d was refused", i)
		}
		if wait, ok := b.take("", often, r); ok || wait <= 0 || wait > 1000*time.Second {
			t.Fatalf("after %d others the first address has to wait %v", i+1, wait)
		}
	}
	if len(b.by) != 3 || b.order.Len() != 3 {
		t.Errorf("%d and %d addresses are remembered, want 3", len(b.by), b.order.Len())
	}
	if _, ok := b.take("/other", often, r); !ok {
		t.Error("another route shares the count")
	}
	if _, ok := b.take("", netip.Addr{}, r); !ok {
		t.Error("no address at all was refused at once")
	}
}
