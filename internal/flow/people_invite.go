package flow

import (
	"context"
	"errors"
	"time"

	"xunpan"
	"xunpan/internal/store"
)

// InvitationTime is how long an invitation is good.
const InvitationTime = 7 * 24 * time.Hour

// Invite lets somebody make his account. The token is for a link to him and
// works once; an earlier invitation of the same address is void.
func (d *Desk) Invite(ctx context.Context, who Who, email string, role xunpan.Role, team xunpan.ID) (plain string, i xunpan.Invitation, err error) {
	if i.Email, err = cleanEmail(email); err != nil {
		return "", i, err
	}
	if err := checkRole(role); err != nil {
		return "", i, err
	}
	i.ID, i.Role, i.Team = newID(), role, team
	plain, hash := token()
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		may, err := require(ctx, tx, who, xunpan.CanPeople)
		if err != nil {
			return err
		}
		if err := within(role.May, may); err != nil {
			return err
		}
		if team != "" {
			if _, err := tx.Team(ctx, team); err != nil {
				return noTeam(err)
			}
		}
		if _, err := tx.AccountByEmail(ctx, i.Email); err == nil {
			return invalid("email", "%s has an account already.", "%s 已有账号。", i.Email)
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		return invite(ctx, tx, who, &i, hash)
	})
	return plain, i, err
}

// InviteAgain lets a colleague who forgot his password take a new one.
func (d *Desk) InviteAgain(ctx context.Context, who Who, user xunpan.ID) (plain string, i xunpan.Invitation, err error) {
	plain, hash := token()
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		u, err := other(ctx, tx, who, user)
		if err != nil {
			return err
		}
		if !u.Active {
			return invalid("user", "%s is no longer active here.", "%s 已停用。", u.Name)
		}
		i = xunpan.Invitation{ID: newID(), Email: u.Email, Role: u.Role, Team: u.Team, User: u.ID}
		return invite(ctx, tx, who, &i, hash)
	})
	return plain, i, err
}

func invite(ctx context.Context, tx *store.Tx, who Who, i *xunpan.Invitation, hash []byte) error {
	i.By = userID(who.Actor)
	i.Expires = tx.Now.Add(InvitationTime)
	if err := tx.AddInvitation(ctx, i, hash); err != nil {
		return err
	}
	return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "invitation", ID: i.ID, What: "created", Detail: map[string]any{"email": i.Email, "role": i.Role, "team": i.Team, "user": i.User}})
}

// TakeBack makes an open invitation void.
func (d *Desk) TakeBack(ctx context.Context, who Who, id xunpan.ID) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanPeople); err != nil {
			return err
		}
		if err := tx.EndInvitation(ctx, id); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "invitation", ID: id, What: "taken_back"})
	})
}

// Invitation returns the open invitation of a token, or ErrNotFound.
func (d *Desk) Invitation(ctx context.Context, plain string) (xunpan.Invitation, error) {
	return d.Store.OpenInvitation(ctx, tokenHash(plain), d.now())
}

// Accept makes the account an invitation promises, or gives an existing user
// the new password, and signs him in. ErrNotFound if the invitation is not open.
func (d *Desk) Accept(ctx context.Context, plain, name, password string, v Visit) (t Ticket, err error) {
	i, err := d.Invitation(ctx, plain)
	if err != nil {
		return t, err
	}
	u := xunpan.User{Name: name}
	if i.User == "" {
		n := NewUser{Email: i.Email, Name: name, Role: i.Role, Team: i.Team}
		if u, err = n.user(); err != nil {
			return t, err
		}
	}
	hash, err := hashPassword(ctx, password, i.Email, u.Name)
	if err != nil {
		return t, err
	}
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if err := tx.UseInvitation(ctx, i.ID); err != nil {
			return err
		}
		if i.User == "" {
			if err := addUser(ctx, tx, u.Actor(), &u, hash); err != nil {
				return err
			}
		} else {
			if u, err = tx.User(ctx, i.User); err != nil {
				return err
			}
			if !u.Active {
				return store.ErrNotFound
			}
			if err := renewPassword(ctx, tx, u.Actor(), &u, hash, ""); err != nil {
				return err
			}
		}
		if err := tx.AddChange(ctx, &xunpan.Change{Actor: u.Actor(), Object: "invitation", ID: i.ID, What: "accepted", Detail: map[string]any{"user": u.ID}}); err != nil {
			return err
		}
		t, err = openSession(ctx, tx, &u, u.TwoStep, v, "invitation")
		return err
	})
	return t, err
}
