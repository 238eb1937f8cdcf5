package flow

import "sync"

// bell wakes one who waits; rings that nobody waits for are remembered as one.
// The zero bell is ready.
type bell struct {
	once sync.Once
	c    chan struct{}
}

func (b *bell) wait() <-chan struct{} {
	b.once.Do(func() { b.c = make(chan struct{}, 1) })
	return b.c
}

func (b *bell) ring() {
	b.wait()
	select {
	case b.c <- struct{}{}:
	default:
	}
}
