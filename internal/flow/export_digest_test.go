package flow

import (
	"context"

	"xunpan/internal/jobs"
)

// DigestNow looks who is to get a digest, as the queue does every five minutes.
func DigestNow(ctx context.Context, d *Desk) error {
	return d.digestTick(ctx, DigestTick{}, jobs.Try{})
}
