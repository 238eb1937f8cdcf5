package store

import (
	_ "embed"
	"fmt"
	"sync"

	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
)

// Packed is a run of bytes as it is kept: compressed where that pays.
type Packed struct {
	Coder int64 // how they are packed
	Bytes []byte
}

// Coders, as rows name them: what one of them packed must be readable for ever.
const (
	plain      = 0
	zstdFrame  = 1
	judgement1 = 2 // s2 with the first dictionary of assessments
)

// packFrom is the size below which packing bytes is not worth its time.
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
	judgements = sync.OnceValue(func() *s2.Dict {
		d := s2.NewDict(judgementDict)
		if d == nil {
			panic("the dictionary of assessments is damaged") // it is part of the program
		}
		return d
	})
)

// judgementDict is what many assessments have in common; see gen.
//
//go:embed judgement1.dict
var judgementDict []byte

// Pack compresses a message, or anything else, for keeping.
func Pack(raw []byte) Packed {
	if len(raw) < packFrom {
		if raw == nil {
			raw = []byte{}
		}
		return Packed{Bytes: raw}
	}
	return shorter(raw, zstdFrame, packer().EncodeAll(raw, make([]byte, 0, len(raw)/2)))
}

// PackJudgement compresses an assessment as JSON: to a fifth, and four times as
// fast as Pack would to a half.
func PackJudgement(body []byte) Packed {
	return shorter(body, judgement1, judgements().Encode(make([]byte, 0, s2.MaxEncodedLen(len(body))), body))
}

func shorter(raw []byte, coder int64, packed []byte) Packed {
	if len(packed) >= len(raw) {
		return Packed{Bytes: raw}
	}
	return Packed{Coder: coder, Bytes: packed}
}

// Unpack is the inverse of Pack and PackJudgement.
func (p Packed) Unpack() (b []byte, err error) {
	switch p.Coder {
	case plain:
		return p.Bytes, nil
	case zstdFrame:
		b, err = unpacker().DecodeAll(p.Bytes, nil)
	case judgement1:
		var n int
		if n, err = s2.DecodedLen(p.Bytes); err == nil && n > maxUnpacked {
			err = fmt.Errorf("a size of %d bytes makes no sense", n)
		}
		if err == nil {
			b, err = judgements().Decode(make([]byte, n), p.Bytes)
		}
	default:
		err = fmt.Errorf("it was packed by a newer version, in the way %d", p.Coder)
	}
	if err != nil {
		return nil, fmt.Errorf("unpacking: %w", err)
	}
	return b, nil
}
