package flow

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/intake"
	"xunpan/internal/store"
)

// RunUploads brings in the files that wait in this node's folder, one upload
// after the other, until ctx ends.
func (d *Desk) RunUploads(ctx context.Context) error {
	if d.Uploads == "" {
		return nil
	}
	tick := time.NewTicker(uploadEvery)
	defer tick.Stop()
	var swept time.Time
	for {
		err := d.runUploads(ctx)
		if now := d.now(); err == nil && now.Sub(swept) > time.Hour {
			err = d.sweepUploads(ctx)
			swept = now
		}
		if err != nil && ctx.Err() == nil {
			d.log().WarnContext(ctx, "uploads: to be tried again", "error", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		case <-d.uploads.wait():
		}
	}
}

// runUploads brings in what waits, and removes the files of what has ended.
func (d *Desk) runUploads(ctx context.Context) error {
	entries, err := os.ReadDir(d.Uploads)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries { // ids in the order of time
		u, err := d.Store.Upload(ctx, xunpan.ID(e.Name()))
		switch {
		case errors.Is(err, store.ErrNotFound):
			continue // still coming in, or a stray one
		case err != nil:
			return err
		case u.State == store.UploadRunning:
			if err := d.bringIn(ctx, &u); err != nil && !errors.Is(err, store.ErrChanged) {
				return err
			}
			if u, err = d.Store.Upload(ctx, u.ID); err != nil || u.State == store.UploadRunning {
				return err // another process of the same folder is at it
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := os.RemoveAll(filepath.Join(d.Uploads, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// sweepUploads forgets old results, and files that nobody completed.
func (d *Desk) sweepUploads(ctx context.Context) error {
	entries, err := os.ReadDir(d.Uploads)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || d.now().Sub(info.ModTime()) < strayAge {
			continue
		}
		if _, err := d.Store.Upload(ctx, xunpan.ID(e.Name())); errors.Is(err, store.ErrNotFound) {
			if err := os.RemoveAll(filepath.Join(d.Uploads, e.Name())); err != nil {
				return err
			}
		}
	}
	running, err := d.Store.Uploads(ctx, store.UploadRunning, 1000)
	if err != nil {
		return err
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		for i := range running {
			u := &running[i]
			if _, err := os.Stat(filepath.Join(d.Uploads, string(u.ID))); err == nil || tx.Now.Sub(u.Changed) < strayAge {
				continue
			}
			u.State, u.Reason = store.UploadStopped, FilesGone
			if err := tx.MoveUpload(ctx, u, u.Done); err != nil && !errors.Is(err, store.ErrChanged) {
				return err
			}
		}
		if err := tx.ForgetAlerts(ctx, tx.Now.Add(-24*time.Hour)); err != nil {
			return err
		}
		return tx.ForgetUploads(ctx, tx.Now.Add(-uploadsKept))
	})
}

// uploadItems yields the messages of an upload in their order.
func (d *Desk) uploadItems(id xunpan.ID) iter.Seq[intake.Item] {
	return func(yield func(intake.Item) bool) {
		dir := filepath.Join(d.Uploads, string(id))
		entries, err := os.ReadDir(dir)
		if err != nil {
			yield(intake.Item{Source: "upload", Err: errors.New(FilesGone)})
			return
		}
		for _, e := range entries {
			path := filepath.Join(dir, e.Name())
			name := e.Name()
			if len(name) > 5 {
				name = name[5:] // without its number
			}
			items := intake.Files([]string{path}, nil, nil)
			if strings.EqualFold(filepath.Ext(path), ".zip") {
				items = intake.Zip(path)
			}
			for it := range items {
				if rest, ok := strings.CutPrefix(it.Source, path); ok {
					it.Source = name + rest
				} else {
					it.Source = name + "/" + it.Source
				}
				if !yield(it) {
					return
				}
			}
		}
	}
}

// bringIn brings in one upload from where it was, until it has ended. ErrChanged
// if somebody stopped it.
func (d *Desk) bringIn(ctx context.Context, u *store.Upload) error {
	if u.Total == 0 {
		for range d.uploadItems(u.ID) {
			if u.Total++; ctx.Err() != nil {
				return ctx.Err()
			}
		}
		if err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error { return tx.MoveUpload(ctx, u, u.Done) }); err != nil {
			return err
		}
	}
	var batch []intake.Item
	n, size := 0, 0
	for it := range d.uploadItems(u.ID) {
		if n++; n <= u.Done {
			continue
		}
		batch = append(batch, it)
		if size += len(it.Raw); len(batch) < importBatch && size < 8<<20 {
			continue
		}
		if err := d.bringInAll(ctx, u, batch); err != nil {
			return err
		}
		n, batch, size = u.Done, nil, 0
	}
	if len(batch) > 0 {
		if err := d.bringInAll(ctx, u, batch); err != nil {
			return err
		}
	}
	u.State, u.Total = store.UploadDone, u.Done
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error { return tx.MoveUpload(ctx, u, u.Done) })
}

// bringInAll takes in a batch. One that cannot be stored with the others, though
// the book can be written, is noted as failed.
func (d *Desk) bringInAll(ctx context.Context, u *store.Upload, batch []intake.Item) error {
	err := d.bringInBatch(ctx, u, batch)
	if err == nil || ctx.Err() != nil || store.IsBusy(err) || errors.Is(err, store.ErrChanged) {
		return err
	}
	for _, it := range batch {
		err := d.bringInBatch(ctx, u, []intake.Item{it})
		if err != nil && ctx.Err() == nil && !store.IsBusy(err) && !errors.Is(err, store.ErrChanged) {
			err = d.bringInBatch(ctx, u, []intake.Item{{Source: it.Source, Err: err}})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) bringInBatch(ctx context.Context, u *store.Upload, batch []intake.Item) error {
	lines := make([]store.UploadLine, len(batch))
	var ins []Incoming
	var place []int // of the line of each message taken in
	for i, it := range batch {
		lines[i] = store.UploadLine{No: u.Done + i + 1, From: it.Source, Outcome: "failed"}
		switch {
		case it.Err != nil:
			lines[i].Reason = it.Err.Error()
		case blank(it.Raw):
			lines[i].Reason = ErrEmpty.Error()
		default:
			ins, place = append(ins, Incoming{Raw: it.Raw, Form: it.Form, Source: it.Source, Past: true, By: u.By}), append(place, i)
		}
	}
	next := *u
	after := func(ctx context.Context, tx *store.Tx, rs []Receipt) error {
		for i, r := range rs {
			l, err := tx.Letter(ctx, r.Message)
			if err != nil {
				return err
			}
			line := &lines[place[i]]
			line.From, line.Subject, line.Inquiry = orElse(orElse(l.From.Mail, l.From.Name), line.From), l.Subject, r.Inquiry
			switch line.Outcome, line.Reason = "stored", ""; {
			case !r.New:
				line.Outcome = "seen"
			case r.Skipped != "":
				line.Outcome, line.Reason = "skipped", r.Skipped
			}
		}
		next = *u
		next.Done += len(lines)
		next.Total = max(next.Total, next.Done)
		for i := range lines {
			*map[string]*int{"stored": &next.Stored, "seen": &next.Seen, "skipped": &next.Skipped, "failed": &next.Failed}[lines[i].Outcome]++
		}
		if err := tx.AddUploadLines(ctx, u.ID, lines); err != nil {
			return err
		}
		return tx.MoveUpload(ctx, &next, u.Done)
	}
	var err error
	if len(ins) == 0 {
		err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error { return after(ctx, tx, nil) })
	} else {
		_, err = d.ReceiveAll(ctx, ins, after)
	}
	if err == nil {
		*u = next
	}
	return err
}

// UploadsRunning are the uploads under way on all nodes, the eldest first.
func (d *Desk) UploadsRunning(ctx context.Context) ([]store.Upload, error) {
	us, err := d.Store.Uploads(ctx, store.UploadRunning, 100)
	slices.Reverse(us)
	return us, err
}
