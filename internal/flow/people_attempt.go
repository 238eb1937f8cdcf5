package flow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"time"

	"xunpan/internal/store"
)

// Later says that something was tried too often and when it may be tried again.
type Later struct{ Wait time.Duration }

func (l *Later) Error() string {
	return fmt.Sprintf("too many tries; the next one in %s", l.Wait.Round(time.Second))
}

// limit bounds attempts under a name: so many are free, then each costs a wait
// that doubles with every further one.
type limit struct {
	name string
	free int
}

const (
	freeTries      = 4                // to guess one account's password or code
	freeAddress    = 20               // from one IP address, where a whole office may sit
	longestWait    = 15 * time.Minute // between two attempts
	forgetAttempts = time.Hour        // without one, all are forgotten
)

// attempt counts an attempt under each of the limits, before it is known how it
// ends: of many made at once none gets by uncounted. It fails with Later while
// one of the limits asks to wait; such an attempt does not count.
func (d *Desk) attempt(ctx context.Context, limits ...limit) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		counted := make([]store.Attempts, len(limits))
		for i, l := range limits {
			a, err := tx.Attempts(ctx, l.name)
			if err != nil {
				return err
			}
			if wait := a.Until.Sub(tx.Now); wait > 0 {
				return &Later{min(wait, longestWait)}
			}
			if tx.Now.Sub(a.At) > forgetAttempts {
				a.Failures = 0
			}
			counted[i] = store.Attempts{Failures: a.Failures + 1, At: tx.Now, Until: tx.Now.Add(waitAfter(a.Failures+1, l.free))}
		}
		for i, l := range limits {
			if err := tx.SetAttempts(ctx, l.name, counted[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// waitAfter is how long to wait after the nth attempt.
func waitAfter(n, free int) time.Duration {
	if n < free {
		return 0
	}
	return min(time.Second<<min(n-free, 20), longestWait)
}

// forgive takes an attempt back that ended well: the account's count begins
// anew, the address's is one less, for a thief with one account of his own must
// not clear the way to others.
func forgive(ctx context.Context, tx *store.Tx, account, address limit) error {
	if err := tx.SetAttempts(ctx, account.name, store.Attempts{}); err != nil {
		return err
	}
	a, err := tx.Attempts(ctx, address.name)
	if err != nil {
		return err
	}
	a.Failures--
	if waitAfter(a.Failures, address.free) == 0 {
		a.Until = time.Time{}
	}
	return tx.SetAttempts(ctx, address.name, a)
}

// Network is what counts as one place: an address, or of version 6 the network
// of which one line has billions of addresses.
func Network(ip netip.Addr) netip.Prefix {
	ip = ip.Unmap().WithZone("")
	bits := ip.BitLen()
	if ip.Is6() {
		bits = 64
	}
	p, err := ip.Prefix(bits)
	if err != nil {
		return netip.Prefix{} // no address at all
	}
	return p
}

// byAddress is the limit of whoever comes from a place.
func byAddress(ip netip.Addr) limit { return limit{"address/" + Network(ip).String(), freeAddress} }

// byAccount is the limit of an account, whether there is such an account or
// not. A place from which its user was signed in lately has a limit of its own,
// so that nobody far away can lock him out by guessing. What was typed is not
// kept: it may be a password in the wrong field.
func byAccount(email string, known bool, ip string) limit {
	sum := sha256.Sum256([]byte(email))
	name := "account/" + hex.EncodeToString(sum[:16])
	if known {
		name += "/" + ip
	}
	return limit{name, freeTries}
}
