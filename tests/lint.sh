#!/bin/bash
# What neither compiler nor linker sees: sizes, floors, one library one file, doors without bodies.
# Prints file:line: what, and ends with status 1 when there was something to say.
cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C.UTF-8
shopt -s globstar nullglob

said=$(mktemp)
trap 'rm -f "$said"' EXIT

code=(daemon/**/*.c include/*.h tests/**/*.[ch])
house=(daemon/**/*.[ch])
scripts=(de[v] .ci/ru[n] tests/**/*.sh tests/**/*.py)

# A library's header is included by one file only; so are the clock and chance.
one_library() {
	grep -nHE "$1" "${house[@]}" /dev/null | awk -F: -v home="$2" '
		$1 != home { print $1 ":" $2 ": only " home " may have: " $3 }'
}
libraries() {
	one_library '#include <yaml\.h>' daemon/config/yaml.c
	one_library '#include <libxml/' daemon/parse/xml.c
	one_library '#include <jansson\.h>' daemon/parse/json.c
	one_library '#include <iconv\.h>' daemon/parse/charset.c
	one_library '#include <pcre2\.h>' daemon/match/pattern.c
	one_library '#include <sqlite3\.h>' daemon/store/sqlite.c
	one_library '#include <curl/' daemon/net/curl.c
	one_library '#include <microhttpd\.h>' daemon/host/status.c
	one_library '#include <systemd/' daemon/host/systemd.c
	one_library '#include <openssl/(evp|hmac)' daemon/base/hmac.c
	one_library '#include <openssl/(ssl|x509)' daemon/net/cert.c
	one_library '#include <pthread\.h>' daemon/flow/work.c
	one_library '\<(clock_gettime|gettimeofday|time|getrandom|random)\(' daemon/base/clock.c
}

# Which room a door belongs to. What stands in no row is a noun, and open to all.
doors="
base    arena ascii attr buf calendar clock duration err escape file hash hmac json_write log mask
base    poison problem str terminal url utf8
nouns   alert channel control item mention node option pace param request rule source
parse   date feed html charset identity json opml xml
config  config
match   match pattern
score   score lexicon learn lore
language language
alert   decide mime render story words
store   store
net     net
connector connector
flow    adapt catalog deliver demand flow interval job plan schedule work
host    host journal status systemd
command command
"
# Which rooms a room may look into, besides its own folder.
floors="
base    nouns
parse   base nouns
config  base nouns
match   base nouns
score   base nouns
language base nouns
alert   base nouns
store   base nouns
net     base nouns
connector base nouns parse
source  base nouns parse connector
channel base nouns alert
flow    base nouns parse config match language score alert store net connector source channel
host    base nouns parse config match language score alert store net connector source channel flow
command base nouns parse config match language score alert store net connector source channel flow
command host
"
includes() {
	awk -v doors="$doors" -v floors="$floors" '
	BEGIN {
		for (n = split(doors, row, "\n"); n; n--) {
			m = split(row[n], word, " ")
			while (m > 1)
				room_of[word[m--]] = word[1]
		}
		for (n = split(floors, row, "\n"); n; n--) {
			m = split(row[n], word, " ")
			while (m > 1)
				may[word[1], word[m--]] = 1
		}
	}
	function say(what) { print FILENAME ":" FNR ": " what }
	function exists(pattern) { return system("ls " pattern " >/dev/null 2>&1") == 0 }
	FNR == 1 {
		if (was_poisoned == "no" && before !~ /\.h$/)
			print before ":1: poison.h is not the last header"
		split(FILENAME, path, "/")
		room = path[2]
		own = path[3]
		sub(/\.[ch]$/, "", own)
		count = 0
		last = ""
		before = FILENAME
		was_poisoned = "no"
	}
	/^$/ { last = "" }
	/^#include/ {
		was_poisoned = /"poison\.h"/ ? "yes" : /\.def"/ ? was_poisoned : "no"
		count++
	}
	/^#include "[a-z0-9_]+\.h"/ {
		split($2, part, /["."]/)
		door = part[2]
		is_ours = exists("daemon/" room "/" door ".[ch]") || !exists("include/" door ".h")
		home = is_ours ? room : room_of[door]
		if (home == "")
			say("door " door ".h stands in no row of tests/lint.sh")
		else if (path[3] != "" && home != room && !((room, home) in may))
			say(room "/ may not look into " home "/ (" door ".h)")
		if (count > 1 && door == own && room_of[own] == room)
			say("its own door " own ".h comes first")
		if (count > 1 && door != "poison") {
			if (door < last)
				say("doors in alphabetical order: " door ".h after " last ".h")
			last = door
		}
	}
	END {
		if (was_poisoned == "no" && before !~ /\.h$/)
			print before ":1: poison.h is not the last header"
	}' "${house[@]}"
}

# Functions as clang-format leaves them: the brace alone in column one opens and closes the body.
# Tables inside do not count as lines; a callback may say "The signature is LIBRARY's".
shapes() {
	LC_ALL=C awk '
	function say(line, what) { print FILENAME ":" line ": " what }
	function columns(line, at, n) {
		gsub(/[\200-\277]/, "", line)
		if (index(line, "\t") == 0)
			return length(line)
		for (at = 1; at <= length(line); at++)
			n += substr(line, at, 1) == "\t" ? 8 - n % 8 : 1
		return n
	}
	# The arena and the err that nearly every function takes do not count.
	function parameters(text, at, c, depth, n) {
		sub(/^[^(]*\(/, "", text)
		gsub(/(^|,)[ \t]*struct (arena|err) \*[a-z_]+/, "", text)
		sub(/^,/, "", text)
		if (text ~ /^(void)?\)/)
			return 0
		for (at = 1; at <= length(text) && depth >= 0; at++) {
			c = substr(text, at, 1)
			depth += (c == "(") - (c == ")")
			n += c == "," && depth == 0
		}
		return n + 1
	}
	FNR == 1 { in_body = 0; head = "" }
	FNR == 501 { say(501, "a file of more than 500 lines") }
	columns($0) > 100 { say(FNR, "a line of more than 100 columns") }
	FILENAME !~ /\.[ch]$/ { next }
	FNR == 1 { has_head = 0 }
	FNR <= 40 && /^\/\*/ { has_head = 1 }
	FNR == 151 && FILENAME ~ /^daemon/ && !has_head {
		say(1, "more than 150 lines, and no head that tells how it works")
	}
	/typedef (struct|union|enum)/ { say(FNR, "a typedef hides what a thing is") }
	/^\{$/ && head ~ /\(/ {
		in_body = 1
		start = FNR
		if (parameters(head) > 5 && !is_foreign)
			say(head_line, "a function with more than 5 parameters")
		next
	}
	/^\}/ {
		if (in_body && FNR - start - 1 - table > 60)
			say(start, "a function of more than 60 lines (" FNR - start - 1 - table ")")
		in_body = table = is_foreign = 0
		head = ""
		next
	}
	in_body && /^\tstatic const .*= \{$/ { table_from = FNR }
	in_body && table_from && /^\t\};?$/ {
		table += FNR - table_from
		table_from = 0
	}
	!in_body && /^\/\* The signature is .* \*\/$/ { is_foreign = 1 }
	in_body && /^\t\t\t\t+(\} else|else|if|for|while|switch|do)([^a-z_]|$)/ {
		say(FNR, "nested deeper than 3")
	}
	in_body && /^[\t ]*goto / { say(FNR, "goto") }
	!in_body && /^(#|\/\*| \*|$)/ { head = ""; next }
	!in_body {
		if (head == "")
			head_line = FNR
		head = /;$/ ? "" : head " " $0
	}' "${code[@]}" "${scripts[@]}"
}

banned() {
	local calls='strn?cpy|strn?cat|v?sprintf|strtok(_r)?|ato[ilf]|gets|system|popen|alloca'
	grep -nHE "\\<($calls)\\(" "${house[@]}" include/*.h |
		sed -E 's/^([^:]*:[0-9]*):.*/\1: a banned call/'
	grep -nHE '(TODO|FIXME|XXX)\>' "${code[@]}" "${scripts[@]}" ./*.md man/* systemd/*.* \
		rules/**/*.yaml | grep -vE '^tests/lint\.sh:|X{6}' |
		sed -E 's/^([^:]*:[0-9]*):.*/\1: unfinished work is an issue, not a comment/'
	for file in daemon/*/meson.build; do
		grep -q 'implicit_include_directories: false' "$file" ||
			echo "$file:1: without implicit_include_directories: false"
	done
	for room in daemon/*/; do
		room=${room#daemon/} room=${room%/}
		grep -nHE "^static .*\\<${room}_[a-z_]+\\(" daemon/"$room"/*.c /dev/null |
			sed -E 's/^([^:]*:[0-9]*):.*/\1: a static function drops the prefix/'
	done
}

# Every function and table a door promises has a body.
bodies() {
	local name place
	awk '
	FNR == 1 { depth = 0; text = ""; comment = 0 }
	{
		line = $0
		gsub(/\/\*[^*]*\*\//, "", line)
		if (comment && line !~ /\*\//)
			next
		if (comment) {
			sub(/.*\*\//, "", line)
			comment = 0
		}
		if (line ~ /\/\*/) {
			sub(/\/\*.*/, "", line)
			comment = 1
		}
		if (is_define || line ~ /^#/) {
			is_define = line ~ /\\$/
			next
		}
		was = depth
		depth += gsub(/\{/, "{", line) - gsub(/\}/, "}", line)
		if (was || depth || line ~ /\}/) {
			text = ""
			next
		}
		text = text " " line
		if (line !~ /;/)
			next
		if (text ~ /^ *extern/) {
			sub(/^.*struct [a-z_]+ /, "", text)
			gsub(/\*const|[*;\[\]]/, "", text)
			for (n = split(text, name, ","); n; n--) {
				gsub(/ /, "", name[n])
				print name[n] " " FILENAME ":" FNR
			}
		} else if (text ~ /\(/ && text !~ /typedef|static|define/) {
			sub(/ *\(.*/, "", text)
			sub(/.*[ *]/, "", text)
			print text " " FILENAME ":" FNR
		}
		text = ""
	}' include/*.h | while read -r name place; do
		grep -qE "^[a-z].*\\<$name(\\(|(\\[\\])? = )" "${house[@]}" ||
			echo "$place: $name has a door, but no body"
	done
}

format() {
	command -v clang-format >/dev/null || { echo "dev:1: clang-format is missing"; return; }
	clang-format --dry-run -Werror "${code[@]}" 2>&1 |
		sed -nE 's/^([^ :]+:[0-9]+):[0-9]+: error:.*/\1: clang-format differs/p' |
		sort -t: -k1,1 -k2,2n | sort -t: -u -k1,1
}

manuals() {
	for page in man/*.[1-9]; do
		mandoc -T lint -W error "$page" | sed -E 's/^mandoc: ([^:]*:[0-9]+):[0-9]+: /\1: /'
	done
}

for check in libraries includes shapes banned bodies format manuals; do
	"$check"
done >"$said"
sort -t: -k1,1 -k2,2n "$said"
[ ! -s "$said" ]
