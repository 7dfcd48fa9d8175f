// Checks a log as it is published (C2SP tlog-tiles) with golang.org/x/mod alone: nothing here knows how it was made.
//
// Arguments: its folder (`checkpoint`, `tile/…`), its verifier key, and a file with a JSON array of all its signed notes. It prints
// one line of JSON that counts what holds; where something does not, it prints a sentence and ends with 1.
package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Of C2SP tlog-tiles: 256 hashes.
const height, width = 8, 1 << 8

const atLeast = 1000

func main() {
	counts, err := check(os.Args[1], os.Args[2], os.Args[3])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	json.NewEncoder(os.Stdout).Encode(counts)
}

type counts struct {
	Entries     int64 `json:"entries"`
	Notes       int   `json:"notes"`
	Roots       int   `json:"roots"`
	Inclusions  int   `json:"inclusions"`
	Consistency int   `json:"consistency"`
	Tiles       int   `json:"tiles"`
}

func check(folder, vkey, file string) (found counts, err error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return found, err
	}
	shown, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return found, err
	}
	newest, err := treeOf(shown, verifier)
	if err != nil {
		return found, fmt.Errorf("the checkpoint: %w", err)
	}
	trees, err := treesOf(file, verifier)
	if err != nil {
		return found, err
	}
	found.Notes = len(trees)
	if last := trees[len(trees)-1]; last != newest {
		return found, fmt.Errorf("the newest note is of %d entries, and the checkpoint of %d, or of others", last.N, newest.N)
	}

	// From the entries alone.
	leaves, stored, err := recompute(folder, newest.N)
	if err != nil {
		return found, err
	}
	found.Entries = int64(len(leaves))
	for _, tree := range trees {
		root, err := tlog.TreeHash(tree.N, stored)
		if err != nil {
			return found, err
		}
		if root != tree.Hash {
			return found, fmt.Errorf("the entries make another root of %d entries than was signed", tree.N)
		}
		found.Roots++
	}

	// From the tiles: proofs hold against the root that was signed, whether or not TileHashReader saw that a tile is wrong.
	tiles := &tiles{folder: folder, size: newest.N, read: map[tlog.Tile][]byte{}}
	perTile := atLeast*width/newest.N + 2
	for index := int64(0); index < newest.N; index += (width + perTile - 1) / perTile {
		if err := included(newest, index, leaves[index], tiles); err != nil {
			return found, err
		}
		found.Inclusions++
	}
	for _, tree := range trees {
		for _, index := range []int64{0, tree.N / 2, tree.N - 1} {
			if err := included(tree, index, leaves[index], tiles); err != nil {
				return found, err
			}
			found.Inclusions++
		}
	}
	if found.Inclusions < atLeast {
		return found, fmt.Errorf("only %d entries were proven", found.Inclusions)
	}
	for at, newer := range trees[1:] {
		older := trees[at]
		proof, err := tlog.ProveTree(newer.N, older.N, tlog.TileHashReader(newer, tiles))
		if err != nil {
			return found, fmt.Errorf("from %d to %d: %w", older.N, newer.N, err)
		}
		if err := tlog.CheckTree(proof, newer.N, newer.Hash, older.N, older.Hash); err != nil {
			return found, fmt.Errorf("from %d to %d: %w", older.N, newer.N, err)
		}
		found.Consistency++
	}
	found.Tiles, err = tiles.compare(stored)
	return found, err
}

// Of a signed note, once its signature holds.
func treeOf(signed []byte, verifier note.Verifier) (tree tlog.Tree, err error) {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tree, fmt.Errorf("it is not a checkpoint of %s", verifier.Name())
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// Of all notes, oldest first.
func treesOf(file string, verifier note.Verifier) (trees []tlog.Tree, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var notes []string
	if err := json.Unmarshal(text, &notes); err != nil {
		return nil, err
	}
	for at, one := range notes {
		tree, err := treeOf([]byte(one), verifier)
		if err != nil {
			return nil, fmt.Errorf("note %d: %w", at, err)
		}
		if at > 0 && tree.N <= trees[at-1].N {
			return nil, fmt.Errorf("note %d is of no more entries than the one before", at)
		}
		trees = append(trees, tree)
	}
	if len(trees) == 0 {
		return nil, fmt.Errorf("there are no notes")
	}
	return trees, nil
}

// The hashes of all entries, and of the whole tree above them.
func recompute(folder string, size int64) (leaves []tlog.Hash, stored memory, err error) {
	for n := int64(0); n*width < size; n++ {
		count := min(width, size-n*width)
		bundle, err := os.ReadFile(filepath.Join(folder, pathOf("entries", n, count)))
		if err != nil {
			return nil, nil, err
		}
		for at := int64(0); at < count; at++ {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				return nil, nil, fmt.Errorf("entry %d of bundle %d is cut off", at, n)
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			leaf := tlog.RecordHash(bundle[2:end])
			hashes, err := tlog.StoredHashesForRecordHash(int64(len(leaves)), leaf, stored)
			if err != nil {
				return nil, nil, err
			}
			leaves, stored, bundle = append(leaves, leaf), append(stored, hashes...), bundle[end:]
		}
		if len(bundle) > 0 {
			return nil, nil, fmt.Errorf("bundle %d holds more than %d entries", n, count)
		}
	}
	return leaves, stored, nil
}

type memory []tlog.Hash

func (stored memory) ReadHashes(indexes []int64) (hashes []tlog.Hash, err error) {
	for _, index := range indexes {
		if index >= int64(len(stored)) {
			return nil, fmt.Errorf("the tree has no hash %d", index)
		}
		hashes = append(hashes, stored[index])
	}
	return hashes, nil
}

func included(tree tlog.Tree, index int64, leaf tlog.Hash, tiles *tiles) error {
	proof, err := tlog.ProveRecord(tree.N, index, tlog.TileHashReader(tree, tiles))
	if err != nil {
		return fmt.Errorf("entry %d in %d: %w", index, tree.N, err)
	}
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf); err != nil {
		return fmt.Errorf("entry %d in %d: %w", index, tree.N, err)
	}
	return nil
}

// Tiles of the folder, of a tree of this size. A tile that was partial earlier is the beginning of the one that lies there.
type tiles struct {
	folder string
	size   int64
	read   map[tlog.Tile][]byte
}

func (t *tiles) Height() int                     { return height }
func (t *tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t *tiles) ReadTiles(asked []tlog.Tile) (all [][]byte, err error) {
	for _, tile := range asked {
		whole := tile
		whole.W = int(min(width, t.size>>(height*tile.L)-tile.N*width))
		data, known := t.read[whole]
		if !known {
			data, err = os.ReadFile(filepath.Join(t.folder, pathOf(strconv.Itoa(tile.L), tile.N, int64(whole.W))))
			if err != nil {
				return nil, err
			}
			if len(data) != whole.W*tlog.HashSize {
				return nil, fmt.Errorf("%s is of another length", whole.Path())
			}
			t.read[whole] = data
		}
		all = append(all, data[:tile.W*tlog.HashSize])
	}
	return all, nil
}

// All tiles there are, hash by hash, against those made of the entries.
func (t *tiles) compare(stored memory) (count int, err error) {
	for level := 0; t.size>>(height*level) > 0; level++ {
		for n := int64(0); n*width < t.size>>(height*level); n++ {
			tile := tlog.Tile{H: height, L: level, N: n}
			tile.W = int(min(width, t.size>>(height*level)-n*width))
			expected, err := tlog.ReadTileData(tile, stored)
			if err != nil {
				return count, err
			}
			read, err := t.ReadTiles([]tlog.Tile{tile})
			if err != nil {
				return count, err
			}
			if !bytes.Equal(expected, read[0]) {
				return count, fmt.Errorf("%s is not what the entries make", tile.Path())
			}
			count++
		}
	}
	return count, nil
}

// tile/<L>/<N>[.p/<W>], where N is in groups of three digits, all but the last behind an x.
func pathOf(level string, n, count int64) string {
	name := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		name = fmt.Sprintf("x%03d/%s", n%1000, name)
	}
	if count < width {
		name += fmt.Sprintf(".p/%d", count)
	}
	return "tile/" + level + "/" + name
}

func min(one, other int64) int64 {
	if one < other {
		return one
	}
	return other
}
