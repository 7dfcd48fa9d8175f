// A witness (C2SP tlog-witness) that shares nothing with what it is asked by: notes and trees are those of golang.org/x/mod. Its state
// is in memory. It prints its address and its key, and ends with its input.
//
//	witness <name> <vkey of the log>
package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type witness struct {
	sync.Mutex
	name     string
	id       []byte
	key      ed25519.PrivateKey
	verifier note.Verifier // of the log; its name is the origin
	size     int64
	root     tlog.Hash
	latest   string // the note as it was cosigned last
}

func main() {
	verifier, err := note.NewVerifier(os.Args[2])
	if err != nil {
		fail(err)
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		fail(err)
	}
	typed := append([]byte{0x04}, public...)
	id := sha256.Sum256(append([]byte(os.Args[1]+"\n"), typed...))
	w := &witness{name: os.Args[1], id: id[:4], key: private, verifier: verifier}

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fail(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/submit/add-checkpoint", w.add)
	mux.HandleFunc("/monitor/", w.show)
	go func() { fail(http.Serve(listener, mux)) }()
	fmt.Printf("http://%s %s+%s+%s\n", listener.Addr(), w.name, hex.EncodeToString(w.id), base64.StdEncoding.EncodeToString(typed))
	io.Copy(io.Discard, os.Stdin)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func (w *witness) add(out http.ResponseWriter, in *http.Request) {
	body, err := io.ReadAll(io.LimitReader(in.Body, 64*1024))
	if err != nil || in.Method != "POST" {
		http.Error(out, "bad request", 400)
		return
	}
	old, proof, signed, ok := parse(body)
	if !ok {
		http.Error(out, "bad request", 400)
		return
	}
	w.Lock()
	defer w.Unlock()
	if origin, _, _ := strings.Cut(signed, "\n"); origin != w.verifier.Name() {
		http.Error(out, "unknown origin", 404)
		return
	}
	opened, err := note.Open([]byte(signed), note.VerifierList(w.verifier))
	if err != nil {
		http.Error(out, "not signed", 403)
		return
	}
	size, root, ok := head(opened.Text)
	if !ok || old > size {
		http.Error(out, "bad request", 400)
		return
	}
	if old != w.size {
		out.Header().Set("Content-Type", "text/x.tlog.size")
		out.WriteHeader(409)
		fmt.Fprintf(out, "%d\n", w.size)
		return
	}
	if !w.grown(proof, size, root) {
		http.Error(out, "not the same tree", 422)
		return
	}
	cosignature := w.cosign(opened.Text)
	w.size, w.root, w.latest = size, root, signed+cosignature
	io.WriteString(out, cosignature)
}

// Is the tree of this size and root the one that was cosigned last, or that one grown?
func (w *witness) grown(proof tlog.TreeProof, size int64, root tlog.Hash) bool {
	if size == 0 {
		return len(proof) == 0 && root == sha256.Sum256(nil)
	}
	if w.size == 0 {
		return len(proof) == 0
	}
	if w.size == size {
		return len(proof) == 0 && w.root == root
	}
	return tlog.CheckTree(proof, size, root, w.size, w.root) == nil
}

func (w *witness) cosign(text string) string {
	now := time.Now().Unix()
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", now, text)
	signature := binary.BigEndian.AppendUint64(append([]byte{}, w.id...), uint64(now))
	signature = append(signature, ed25519.Sign(w.key, []byte(message))...)
	return fmt.Sprintf("— %s %s\n", w.name, base64.StdEncoding.EncodeToString(signature))
}

func (w *witness) show(out http.ResponseWriter, in *http.Request) {
	w.Lock()
	defer w.Unlock()
	origin := sha256.Sum256([]byte(w.verifier.Name()))
	if in.URL.Path != "/monitor/"+hex.EncodeToString(origin[:])+"/checkpoint" || w.latest == "" {
		http.NotFound(out, in)
		return
	}
	io.WriteString(out, w.latest)
}

// "old <size>", the hashes of the proof, an empty line, and the note.
func parse(body []byte) (old int64, proof tlog.TreeProof, signed string, ok bool) {
	lines, signed, found := strings.Cut(string(body), "\n\n")
	if !found {
		return
	}
	first, rest, more := strings.Cut(lines, "\n")
	old, ok = decimal(strings.TrimPrefix(first, "old "))
	if !ok || !strings.HasPrefix(first, "old ") {
		return 0, nil, "", false
	}
	if more {
		for _, line := range strings.Split(rest, "\n") {
			hash, err := base64.StdEncoding.DecodeString(line)
			if err != nil || len(hash) != tlog.HashSize {
				return 0, nil, "", false
			}
			proof = append(proof, *(*tlog.Hash)(hash))
		}
	}
	return old, proof, signed, len(proof) <= 63
}

func head(text string) (size int64, root tlog.Hash, ok bool) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 {
		return
	}
	size, ok = decimal(lines[1])
	hash, err := base64.StdEncoding.DecodeString(lines[2])
	if !ok || err != nil || len(hash) != tlog.HashSize {
		return 0, root, false
	}
	return size, *(*tlog.Hash)(hash), true
}

func decimal(text string) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0 && strconv.FormatInt(n, 10) == text
}
