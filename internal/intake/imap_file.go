package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/emersion/go-imap/v2"
)

// FileSent puts a mail that was sent into the folder of sent mail, as read, so
// that it is where people look for it. What lies there already, by its
// Message-ID (without brackets), is not put there again: some services file by
// themselves what they send. It is the one thing that changes a mailbox.
//
// Folder is where it lies; "" if the account has no such folder, or none is
// wanted. The error is a *Fault that says what to do, or that of ctx.
func (a *Account) FileSent(ctx context.Context, messageID string, raw []byte, at time.Time) (folder string, err error) {
	if err := a.valid(); err != nil {
		return "", err
	}
	if a.Sent == "-" {
		return "", nil
	}
	folder, err = a.fileSent(ctx, messageID, raw, at)
	switch {
	case err == nil:
		return folder, nil
	case ctx.Err() != nil:
		return "", ctx.Err()
	}
	return "", a.fault(err)
}

func (a *Account) fileSent(ctx context.Context, messageID string, raw []byte, at time.Time) (folder string, err error) {
	s, err := a.open(ctx, map[string]bool{})
	if err != nil {
		return "", err
	}
	defer s.close()
	if folder = a.Sent; folder == "" {
		list, err := s.list(ctx)
		if err != nil {
			return "", err
		}
		if folder = findSent(list); folder == "" {
			return "", nil
		}
	}
	box, err := s.examine(ctx, folder)
	if err != nil {
		return "", err
	}
	if box.NumMessages > 0 {
		found, err := s.find(ctx, &imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: messageID}}}, 100)
		if err != nil {
			return "", fmt.Errorf("searching folder %q: %w", folder, err)
		}
		if count(found) > 0 {
			return folder, nil
		}
	}
	err = s.do(ctx, int64(len(raw)), func() error {
		c := s.client.Append(folder, int64(len(raw)), &imap.AppendOptions{Flags: []imap.Flag{imap.FlagSeen}, Time: at})
		_, err := c.Write(raw)
		err = errors.Join(err, c.Close())
		if _, said := c.Wait(); said != nil {
			return said // the server's own word tells more
		}
		return err
	})
	if err != nil {
		return "", fmt.Errorf("filing into folder %q: %w", folder, err)
	}
	return folder, nil
}
