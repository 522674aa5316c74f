#!/bin/sh
# No two rooms may define one name: the linker would take the first it meets, and say nothing.
#	names.sh LIBRARY...
twice=$(nm -g --defined-only "$@" | awk '$2 ~ /^[TDBRV]$/ { print $3 }' | sort | uniq -d)
[ -z "$twice" ] || { echo "defined in two places:" $twice; exit 1; }
names=$(nm -g --defined-only "$@" | grep -c ' T ')
[ "$names" -gt 100 ] || { echo "only $names names: nothing was looked at"; exit 1; }
