// The same feeds through gofeed (Debian's golang-github-mmcdole-gofeed-dev), on one core.
//
//	gofeed FOLDER [text]
//
// Processor time, the best of five runs. By itself it leaves the mark-up in its texts; with "text"
// they go through golang.org/x/net/html, so that it does the same work as the others.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"
)

const runs = 5

func cpuSeconds() float64 {
	var used syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return float64(used.Utime.Nano()+used.Stime.Nano()) / 1e9
}

func textOf(markup string) int {
	var text strings.Builder
	tokens := html.NewTokenizer(strings.NewReader(markup))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return text.Len()
		case html.TextToken:
			text.Write(tokens.Text())
		}
	}
}

func parseAll(feeds [][]byte, hasText bool) (entries int) {
	for _, body := range feeds {
		feed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
		if err != nil {
			continue
		}
		entries += len(feed.Items)
		for _, item := range feed.Items {
			if hasText {
				textOf(item.Title)
				textOf(item.Description)
				textOf(item.Content)
			}
		}
	}
	return entries
}

func main() {
	runtime.GOMAXPROCS(1)
	hasText := len(os.Args) > 2
	name := "gofeed"
	if hasText {
		name = "gofeed and x/net/html"
	}
	var feeds [][]byte
	size := 0
	names, _ := filepath.Glob(filepath.Join(os.Args[1], "*"))
	for _, path := range names {
		body, err := os.ReadFile(path)
		if err == nil {
			feeds = append(feeds, body)
			size += len(body)
		}
	}
	entries, best := 0, 0.0
	for run := 0; run < runs; run++ {
		start := cpuSeconds()
		entries = parseAll(feeds, hasText)
		if rate := 1 / (cpuSeconds() - start); rate > best {
			best = rate
		}
	}
	fmt.Printf("%s: %d feeds, %d entries, %.1f MB: %.1f MB/s, %.0f feeds/s\n", name,
		len(feeds), entries, float64(size)/1e6, best*float64(size)/1e6, best*float64(len(feeds)))
}
