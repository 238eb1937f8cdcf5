package jobs

import (
	"context"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riversqlite"
)

// sqliteDriver is River's own, but for how workers hear of new jobs. River asks
// the database twenty times a second, on the connection that writers need; here
// Add rings a bell within the process. What another process added is found at
// the next look, after Options.Poll.
type sqliteDriver struct {
	*riversqlite.Driver
	bell *bell
}

func (d sqliteDriver) GetListener(*riverdriver.GetListenenerParams) riverdriver.Listener {
	return d.bell
}

// SupportsListenNotify is false: nothing is written for the listeners.
func (sqliteDriver) SupportsListenNotify() bool { return false }

// bell is a listener of River that hears what this process adds.
type bell struct{ inside, outside chan struct{} }

func newBell() *bell { return &bell{make(chan struct{}, 1), make(chan struct{}, 1)} }

// ring says that there are new jobs in a queue. It does not wait: one ring tells
// of everything before it.
func (b *bell) ring(queue string) {
	c := b.inside
	if queue == outside {
		c = b.outside
	}
	select {
	case c <- struct{}{}:
	default:
	}
}

// WaitForNotification waits for a ring, which it gives in River's words.
func (b *bell) WaitForNotification(ctx context.Context) (*riverdriver.Notification, error) {
	queue := inside
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-b.inside:
	case <-b.outside:
		queue = outside
	}
	return &riverdriver.Notification{Topic: "river_insert", Payload: `{"queue": "` + queue + `"}`}, nil
}

// There is nothing to connect, so the rest of a listener has nothing to do.

func (*bell) Close(context.Context) error            { return nil }
func (*bell) Connect(context.Context) error          { return nil }
func (*bell) Listen(context.Context, string) error   { return nil }
func (*bell) Ping(context.Context) error             { return nil }
func (*bell) Schema() string                         { return "" }
func (*bell) SetAfterConnectExec(string)             {}
func (*bell) Unlisten(context.Context, string) error { return nil }
