package backup

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash"
	"hash/crc32"
	"io"
)

// sealSize is the length of every seal.
var sealSize = len(seal(make([]byte, 32)))

// seal is the gzip member that ends a file: its one line has the SHA-256 of all bytes before it. It
// is put together here, uncompressed, so that it never depends on how a compressor works; there is
// no byte of it that could be another.
func seal(sum []byte) []byte {
	line := `{"seal":"` + hex.EncodeToString(sum) + "\"}\n"
	b := []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255} // gzip, deflate, no name, no time, unknown system
	b = append(b, 1)                                  // the last block, stored
	b = binary.LittleEndian.AppendUint16(b, uint16(len(line)))
	b = binary.LittleEndian.AppendUint16(b, ^uint16(len(line)))
	b = append(b, line...)
	b = binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(line)))
	return binary.LittleEndian.AppendUint32(b, uint32(len(line)))
}

// sealed reads a file up to its seal, and holds the seal against what was read.
type sealed struct {
	r    *bufio.Reader
	hash hash.Hash
}

// Read gives the bytes before the seal; io.EOF where the seal begins and holds.
func (s *sealed) Read(b []byte) (int, error) {
	ahead, err := s.r.Peek(min(len(b)+sealSize, s.r.Size()))
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	if n := min(len(ahead)-sealSize, len(b)); n > 0 {
		copy(b, ahead[:n])
		s.hash.Write(ahead[:n])
		_, err := s.r.Discard(n)
		return n, err
	}
	if len(b) == 0 {
		return 0, nil
	}
	if !bytes.Equal(ahead, seal(s.hash.Sum(nil))) {
		return 0, damaged("it is cut off, or was changed: its seal does not hold")
	}
	return 0, io.EOF
}
