package flow

import (
	"context"
	"slices"
	"time"

	"xunpan"
	"xunpan/internal/store"
)

// Switch turns the reading of a mailbox on or off.
func (d *Desk) Switch(ctx context.Context, who Who, id xunpan.ID, on bool) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanSettings); err != nil {
			return err
		}
		m, err := tx.Mailbox(ctx, id)
		if err != nil || m.Active == on {
			return err
		}
		m.Active = on
		if err := tx.SaveMailbox(ctx, &m); err != nil {
			return err
		}
		tx.Tell(d.boxes.ring)
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "mailbox", ID: id, What: map[bool]string{true: "resumed", false: "paused"}[on], Detail: map[string]any{"address": m.Address}})
	})
}

// ReadAgain forgets how far a folder of a mailbox was read, or all of them if
// folder is "", so that everything since the start date is fetched once more.
// What is here already is known by its bytes and comes no second time.
func (d *Desk) ReadAgain(ctx context.Context, who Who, id xunpan.ID, folder string) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanSettings); err != nil {
			return err
		}
		m, err := tx.Mailbox(ctx, id)
		if err != nil {
			return err
		}
		if folder == "" {
			err = tx.ForgetPositions(ctx, id)
		} else {
			var known bool
			if _, known, err = tx.Position(ctx, id, folder); err == nil && !known {
				return invalid("folder", "The folder %q was never read.", "文件夹“%s”尚未读取过。", folder)
			}
			if err == nil { // a validity no server gives: the reader begins anew
				err = tx.SetPosition(ctx, id, store.Position{Folder: folder})
			}
		}
		if err != nil {
			return err
		}
		if err := tx.SaveMailbox(ctx, &m); err != nil { // a new version has its reader start anew
			return err
		}
		tx.Tell(d.boxes.ring)
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "mailbox", ID: id, What: "read_again", Detail: map[string]any{"address": m.Address, "folder": folder}})
	})
}

// Positions are the folders of a mailbox that were read, with how far; UID 0 is
// a folder that is to be read again from its start.
func (d *Desk) Positions(ctx context.Context, m *Mailbox) ([]store.Position, error) {
	folders := slices.Clone(m.Config.Folders)
	if len(folders) == 0 {
		folders = []string{"INBOX"}
	}
	if s := m.State.Sent; s != "" && !slices.Contains(folders, s) {
		folders = append(folders, s)
	}
	var out []store.Position
	for _, f := range folders {
		p, known, err := d.Store.Position(ctx, m.ID, f)
		if err != nil {
			return nil, err
		}
		if known {
			out = append(out, p)
		}
	}
	return out, nil
}

// ledgerRows is about how many entries a page of the ledger has.
const ledgerRows = 100

// Ledger is about a page of what became of a mailbox's messages, newest first:
// with an outcome ("stored", "again", "skipped") only those, with a moment only
// what is older; more says whether there is older still. Many entries are
// written in one moment, so a page ends where a moment does, and the next one
// begins before the moment of its last entry.
func (d *Desk) Ledger(ctx context.Context, id xunpan.ID, outcome string, before time.Time) (page []store.LedgerEntry, more bool, err error) {
	for limit := 2 * ledgerRows; ; limit *= 4 {
		es, err := d.Store.Ledger(ctx, id, outcome, before, limit)
		if err != nil || len(es) <= ledgerRows {
			return es, false, err
		}
		for i := ledgerRows; i < len(es); i++ {
			if !es[i].At.Equal(es[i-1].At) {
				return es[:i], true, nil
			}
		}
		if len(es) < limit {
			return es, false, nil
		}
	}
}
