package flow

import (
	"context"
	"errors"

	"xunpan"
	"xunpan/internal/store"
)

// AddTeam makes a team without members.
func (d *Desk) AddTeam(ctx context.Context, who Who, name string) (t xunpan.Team, err error) {
	t.ID = newID()
	if t.Name, err = cleanName("name", name); err != nil {
		return t, err
	}
	err = d.team(ctx, who, t.ID, "created", map[string]any{"name": t.Name}, func(tx *store.Tx) error {
		return taken(tx.AddTeam(ctx, &t), t.Name)
	})
	return t, err
}

// RenameTeam names a team anew.
func (d *Desk) RenameTeam(ctx context.Context, who Who, id xunpan.ID, name string) error {
	name, err := cleanName("name", name)
	if err != nil {
		return err
	}
	detail := map[string]any{"to": name}
	return d.team(ctx, who, id, "renamed", detail, func(tx *store.Tx) error {
		t, err := tx.Team(ctx, id)
		if err != nil {
			return err
		}
		detail["from"] = t.Name
		return taken(tx.RenameTeam(ctx, id, name), name)
	})
}

// RemoveTeam removes a team; its members belong to none then.
func (d *Desk) RemoveTeam(ctx context.Context, who Who, id xunpan.ID) error {
	detail := map[string]any{}
	return d.team(ctx, who, id, "removed", detail, func(tx *store.Tx) error {
		t, err := tx.Team(ctx, id)
		if err != nil {
			return err
		}
		if detail["members"], err = tx.TeamMates(ctx, id); err != nil {
			return err
		}
		detail["name"] = t.Name
		return tx.RemoveTeam(ctx, id)
	})
}

// team changes a team and says so in the history.
func (d *Desk) team(ctx context.Context, who Who, id xunpan.ID, what string, detail map[string]any, change func(*store.Tx) error) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanPeople); err != nil {
			return err
		}
		if err := change(tx); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "team", ID: id, What: what, Detail: detail})
	})
}

func taken(err error, name string) error {
	if errors.Is(err, store.ErrExists) {
		return invalid("name", "There is a team %q already.", "已有名为“%s”的团队。", name)
	}
	return err
}
