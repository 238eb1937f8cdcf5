package flow

import (
	"encoding/json"
	"fmt"
	"time"

	"xunpan"
)

// detailOf reads the detail of a kept change.
func detailOf(c *xunpan.Change, into any) error {
	raw, ok := c.Detail.(json.RawMessage)
	if !ok {
		return fmt.Errorf("change %d has no detail", c.Seq)
	}
	return json.Unmarshal(raw, into)
}

func moment(ms int64) time.Time {
	if ms <= 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
