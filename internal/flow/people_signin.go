package flow

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/netip"
	"strings"
	"time"
	"unicode"

	"xunpan"
	"xunpan/internal/store"
)

// How long people stay signed in.
const (
	SessionTime = 30 * 24 * time.Hour // at most
	SessionIdle = 7 * 24 * time.Hour  // without use
	halfTime    = 10 * time.Minute    // between password and second step
	seenEvery   = time.Minute         // how finely use is noted
	maxSessions = 20                  // of one user; the one idle longest gives way
)

// ErrSignIn says that somebody could not be signed in. It does not say whether
// there is such an account.
var ErrSignIn = errors.New("e-mail address or password is wrong")

// ErrCode says that a code of the second step is wrong or was used already.
var ErrCode = errors.New("the code is wrong or was used already")

// Visit is how somebody comes to the desk.
type Visit struct {
	IP      netip.Addr
	Agent   string    // the browser, as it calls itself
	Session xunpan.ID // the session he comes with, if any; it ends when he signs in anew
}

// ip is the address as sessions keep it.
func (v *Visit) ip() string { return v.IP.Unmap().WithZone("").String() }

// Ticket is a session just begun.
type Ticket struct {
	Token   string // for the cookie; not kept anywhere else
	Session xunpan.Session
	User    xunpan.User
}

// token is a new secret of 256 random bits, and hash what is kept of it.
func token() (plain string, hash []byte) {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails since Go 1.24
	plain = base64.RawURLEncoding.EncodeToString(b)
	return plain, tokenHash(plain)
}

// tokenHash is what is kept of a token. It needs no slow hashing: nobody
// guesses 256 random bits.
func tokenHash(plain string) []byte {
	sum := sha256.Sum256([]byte(plain))
	return sum[:]
}

// SignIn begins a session, a half one if the user has a second step. It fails
// with ErrSignIn, or with Later after too many attempts, in the same way and
// after the same time whether or not there is such a user.
func (d *Desk) SignIn(ctx context.Context, email, password string, v Visit) (t Ticket, err error) {
	email = foldAddress(email)
	if len(email) > maxEmail {
		return t, ErrSignIn
	}
	known, err := d.Store.KnownPlace(ctx, email, v.ip())
	if err != nil {
		return t, err
	}
	account, address := byAccount(email, known, v.ip()), byAddress(v.IP)
	if err := d.attempt(ctx, account, address); err != nil {
		return t, err
	}
	a, err := d.Store.AccountByEmail(ctx, email)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return t, err
	}
	right, err := checkPassword(ctx, password, a.Password)
	if err != nil {
		return t, err
	}
	if !right || !a.Active {
		d.log().WarnContext(ctx, "sign-in refused", "ip", v.ip(), "known_user", a.ID != "", "active", a.Active)
		return t, ErrSignIn
	}
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		now, err := tx.Account(ctx, a.ID)
		if err != nil {
			return err
		}
		if !now.Active || now.Password != a.Password {
			return ErrSignIn // changed while we looked
		}
		if err := forgive(ctx, tx, account, address); err != nil {
			return err
		}
		t, err = openSession(ctx, tx, &now.User, now.TwoStep, v, "password")
		return err
	})
	return t, err
}

// SecondStep makes a whole session of a half one: the code of the user's app or
// one of his recovery codes. The token is a new one.
func (d *Desk) SecondStep(ctx context.Context, half, code string, v Visit) (t Ticket, err error) {
	s, u, err := d.Store.SessionByHash(ctx, tokenHash(half))
	if err != nil || !s.Half || !d.alive(&s, &u) {
		return t, signInError(err)
	}
	account, address := limit{"code/" + string(u.ID), freeTries}, byAddress(v.IP)
	if err := d.attempt(ctx, account, address); err != nil {
		return t, err
	}
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		a, err := tx.Account(ctx, u.ID)
		if err != nil {
			return err
		}
		if err := tx.EndSession(ctx, s.ID); err != nil || !a.Active {
			return signInError(err)
		}
		how, err := d.useCode(ctx, tx, &a, code)
		if err != nil {
			return err
		}
		if err := forgive(ctx, tx, account, address); err != nil {
			return err
		}
		t, err = openSession(ctx, tx, &a.User, false, v, how)
		return err
	})
	if errors.Is(err, ErrCode) {
		d.log().WarnContext(ctx, "second step refused", "ip", v.ip(), "user", u.ID)
	}
	return t, err
}

func signInError(err error) error {
	if err == nil || errors.Is(err, store.ErrNotFound) {
		return ErrSignIn
	}
	return err
}

// openSession begins a session in place of the one somebody came with.
func openSession(ctx context.Context, tx *store.Tx, u *xunpan.User, half bool, v Visit, how string) (t Ticket, err error) {
	if v.Session != "" {
		if err := tx.EndSession(ctx, v.Session); err != nil && !errors.Is(err, store.ErrNotFound) {
			return t, err
		}
	}
	open, err := tx.Sessions(ctx, u.ID, tx.Now, tx.Now.Add(-SessionIdle))
	if err != nil {
		return t, err
	}
	for i := maxSessions - 1; i < len(open); i++ {
		if err := tx.EndSession(ctx, open[i].ID); err != nil {
			return t, err
		}
	}
	plain, hash := token()
	s := xunpan.Session{ID: newID(), User: u.ID, Half: half, IP: v.ip(), Agent: agent(v.Agent), Expires: tx.Now.Add(SessionTime)}
	if half {
		s.Expires = tx.Now.Add(halfTime)
	}
	if err := tx.AddSession(ctx, &s, hash); err != nil {
		return t, err
	}
	if !half {
		if err := tx.SeeSession(ctx, &s); err != nil {
			return t, err
		}
		if err := tx.AddChange(ctx, &xunpan.Change{Actor: u.Actor(), Object: "session", ID: s.ID, What: "signed_in", Detail: map[string]any{"user": u.ID, "ip": s.IP, "agent": s.Agent, "how": how}}); err != nil {
			return t, err
		}
	}
	return Ticket{plain, s, *u}, nil
}

// agent is a browser's name for itself, as far as it is text and short.
func agent(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if r := []rune(s); len(r) > 200 {
		s = string(r[:200])
	}
	return s
}

// alive reports whether a session opens anything at this moment.
func (d *Desk) alive(s *xunpan.Session, u *xunpan.User) bool {
	now := d.now()
	return u.Active && now.Before(s.Expires) && now.Sub(s.Seen) < SessionIdle
}

// SessionOf returns the living session of a token with its user, or ErrNotFound,
// and notes that it is in use.
func (d *Desk) SessionOf(ctx context.Context, plain string) (s xunpan.Session, u xunpan.User, err error) {
	if len(plain) != base64.RawURLEncoding.EncodedLen(32) {
		return s, u, store.ErrNotFound
	}
	if s, u, err = d.Store.SessionByHash(ctx, tokenHash(plain)); err != nil {
		return s, u, err
	}
	if !d.alive(&s, &u) {
		return xunpan.Session{}, xunpan.User{}, store.ErrNotFound
	}
	if !s.Half && d.now().Sub(s.Seen) > seenEvery {
		d.noteUse(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.SeeSession(ctx, &s) })
	}
	return s, u, nil
}

// noteUse writes that something is in use. A database that cannot be written,
// or not soon, must not keep anybody from reading.
func (d *Desk) noteUse(ctx context.Context, f func(context.Context, *store.Tx) error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error { return f(ctx, tx) }); err != nil {
		d.log().WarnContext(ctx, "noting the use of a session or key", "err", err)
	}
}

// Sessions returns the living sessions of a user: one's own, or those of a
// colleague whom one may edit.
func (d *Desk) Sessions(ctx context.Context, who Who, user xunpan.ID) ([]xunpan.Session, error) {
	if err := mayEnd(ctx, d.Store, who, user); err != nil {
		return nil, err
	}
	return d.Store.Sessions(ctx, user, d.now(), d.now().Add(-SessionIdle))
}

// mayEnd refuses who may not look at and end a user's sessions.
func mayEnd(ctx context.Context, in ranks, who Who, user xunpan.ID) error {
	if who.Actor.Kind == "user" && who.Actor.ID == user {
		return nil
	}
	_, _, err := editable(ctx, in, who, user)
	return err
}

// EndSession ends a session: one's own, which is signing out, or that of a
// colleague whom one may edit.
func (d *Desk) EndSession(ctx context.Context, who Who, id xunpan.ID) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		s, err := tx.Session(ctx, id)
		if err != nil {
			return err
		}
		if err := mayEnd(ctx, tx, who, s.User); errors.Is(err, ErrDenied) {
			return store.ErrNotFound // whose sessions there are is nobody's business
		} else if err != nil {
			return err
		}
		if err := tx.EndSession(ctx, id); err != nil || s.Half {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "session", ID: id, What: "ended", Detail: map[string]any{"user": s.User}})
	})
}

// EndOtherSessions ends all sessions of who asks but the one he comes with, and
// returns how many these were.
func (d *Desk) EndOtherSessions(ctx context.Context, who Who, v Visit) (n int64, err error) {
	if who.Actor.Kind != "user" {
		return 0, ErrDenied
	}
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if n, err = tx.EndSessions(ctx, who.Actor.ID, v.Session); err != nil || n == 0 {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "user", ID: who.Actor.ID, What: "sessions_ended", Detail: map[string]any{"sessions": n}})
	})
	return n, err
}
