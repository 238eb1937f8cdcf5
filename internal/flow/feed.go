package flow

import (
	"context"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/store"
)

// A calendar feed is an address without a password, so its token is a secret: it is
// shown once, kept as a digest, and leads to planned contacts alone.

// NewFeed gives a user the address of his calendar's feed; the one he had before
// ends.
func (d *Desk) NewFeed(ctx context.Context, who Who) (address string, err error) {
	user := userID(who.Actor)
	if user == "" {
		return "", ErrDenied
	}
	plain, hash := token()
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanSelf); err != nil {
			return err
		}
		if err := tx.SetFeed(ctx, user, hash); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "feed", ID: user, What: "created"})
	})
	return strings.TrimSuffix(d.URL, "/") + "/calendar/" + plain + ".ics", err
}

// DropFeed ends a user's feed.
func (d *Desk) DropFeed(ctx context.Context, who Who) error {
	user := userID(who.Actor)
	if user == "" {
		return ErrDenied
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if err := tx.DropFeed(ctx, user); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "feed", ID: user, What: "deleted"})
	})
}

// How far a feed looks back and ahead.
const (
	feedBack  = 14 * 24 * time.Hour
	feedAhead = 120 * 24 * time.Hour
	feedMost  = 500
)

// Feed is what the feed of a token shows: the user's own planned contacts. It is
// store.ErrNotFound for a token of nobody's, or of somebody who may no longer sign in.
func (d *Desk) Feed(ctx context.Context, plain string) (u xunpan.User, fs []xunpan.FollowUp, err error) {
	id, err := d.Store.FeedUser(ctx, tokenHash(plain))
	if err != nil {
		return u, nil, err
	}
	if u, err = d.Store.User(ctx, id); err != nil {
		return u, nil, err
	}
	if !u.Active || !u.Role.May(xunpan.CanRead) {
		return u, nil, store.ErrNotFound
	}
	now := d.now()
	fs, err = d.Store.FollowUps(ctx, store.FollowFilter{Scope: store.Scope{Owners: []xunpan.ID{u.ID}}, From: now.Add(-feedBack), To: now.Add(feedAhead), Limit: feedMost})
	return u, fs, err
}

// HasFeed is since when a user has a feed; zero without one.
func (d *Desk) HasFeed(ctx context.Context, who Who) (time.Time, error) {
	user := userID(who.Actor)
	if user == "" {
		return time.Time{}, ErrDenied
	}
	return d.Store.FeedSince(ctx, user)
}
