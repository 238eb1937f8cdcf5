package outbox

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestBackoff(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	var total time.Duration
	for attempt := 1; attempt < MaxAttempts; attempt++ {
		wait := Backoff(attempt)
		if wait < 10*time.Second || wait > 12*time.Hour || wait < Backoff(attempt-1) {
			t.Errorf("after attempt %d: %v", attempt, wait)
		}
		total += wait
	}
	if total < 3*day || total > 3*day+6*time.Hour {
		t.Errorf("given up after %v", total)
	}
	for attempt, want := range map[int]time.Duration{
		-1: 10 * time.Second, 0: 10 * time.Second, 1: 10 * time.Second, 2: 30 * time.Second, 9: 8 * time.Hour, 10: 12 * time.Hour,
		MaxAttempts - 1: 12 * time.Hour, MaxAttempts: 0, MaxAttempts + 1: 0,
	} {
		if got := Backoff(attempt); got != want {
			t.Errorf("after attempt %d: %v, want %v", attempt, got, want)
		}
	}
}

func TestAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err     error
		attempt int
		wait    time.Duration
		again   bool
	}{
		{&Failure{}, 1, 10 * time.Second, true},
		{&Failure{After: time.Minute}, 1, time.Minute, true},
		{&Failure{After: time.Minute}, 4, 10 * time.Minute, true},
		{fmt.Errorf("delivering: %w", &Failure{After: time.Minute}), 1, time.Minute, true},
		{&Failure{Permanent: true, After: time.Minute}, 1, 0, false},
		{&Failure{After: time.Minute}, MaxAttempts - 1, 12 * time.Hour, true},
		{&Failure{After: time.Minute}, MaxAttempts, 0, false},
		{errors.New("of another kind"), 2, 30 * time.Second, true},
	} {
		if wait, again := Again(c.err, c.attempt); wait != c.wait || again != c.again {
			t.Errorf("%+v at attempt %d: %v, %v; want %v, %v", c.err, c.attempt, wait, again, c.wait, c.again)
		}
	}
}
