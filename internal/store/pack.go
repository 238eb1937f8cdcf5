package store

import (
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// Packed is a run of bytes as it is kept: compressed where that pays.
type Packed struct {
	Size  int // of the bytes before packing; 0 if they are kept as they are
	Bytes []byte
}

// packFrom is the size below which packing is not worth its time.
const packFrom = 1500

// maxUnpacked bounds what a damaged row may make us allocate.
const maxUnpacked = 256 << 20

// One coder serves all goroutines; it keeps as many working states as are used
// at the same time.
var (
	packer = sync.OnceValue(func() *zstd.Encoder {
		e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(2), zstd.WithWindowSize(128<<10), zstd.WithLowerEncoderMem(true))
		if err != nil {
			panic(err) // the options are constants
		}
		return e
	})
	unpacker = sync.OnceValue(func() *zstd.Decoder {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(maxUnpacked), zstd.WithDecoderLowmem(true))
		if err != nil {
			panic(err) // the options are constants
		}
		return d
	})
)

// Pack compresses bytes for keeping.
func Pack(raw []byte) Packed {
	if len(raw) < packFrom {
		if raw == nil {
			raw = []byte{}
		}
		return Packed{Bytes: raw}
	}
	b := packer().EncodeAll(raw, make([]byte, 0, len(raw)/2))
	if len(b) >= len(raw) {
		return Packed{Bytes: raw}
	}
	return Packed{Size: len(raw), Bytes: b}
}

// Unpack is the inverse of Pack.
func (p Packed) Unpack() ([]byte, error) {
	if p.Size == 0 {
		return p.Bytes, nil
	}
	if p.Size < 0 || p.Size > maxUnpacked {
		return nil, fmt.Errorf("unpacking: a size of %d bytes makes no sense", p.Size)
	}
	b, err := unpacker().DecodeAll(p.Bytes, make([]byte, 0, p.Size))
	if err != nil {
		return nil, fmt.Errorf("unpacking: %w", err)
	}
	return b, nil
}
