#!/bin/sh
# Check a public record with a POSIX shell, coreutils and openssl (1.1.1 or newer), without any program of the agency.
#
#   verify.sh RECORD.tlog-proof LEAF VKEY-FILE   is this leaf in the log that this key signed?
#   verify.sh --fields RECORD.fields LEAF        are these the fields that this leaf stands for?
#
# The two together prove a record. Take the key (one line, NAME+ID+KEY) from somewhere else than the proof: from the
# agency's page, from paper, from a neighbour who kept it. The exit status is 0 only when the answer is yes.
# The formats: c2sp.org/tlog-proof, c2sp.org/tlog-checkpoint, c2sp.org/signed-note, RFC 9162 section 2.1.3.

set -euf
LC_ALL=C
export LC_ALL
umask 077

fail() {
    printf 'NOT PROVED: %s\n' "$1" >&2
    exit 1
}

# --- bytes, kept as lower-case hex because a shell variable cannot hold a zero byte

hex() { od -An -v -tx1 | tr -d ' \n'; }

unhex() {
    todo=$1 words=
    while [ -n "$todo" ]; do
        rest=${todo#??}
        words="$words 0x${todo%"$rest"}"
        todo=$rest
    done
    # shellcheck disable=SC2086  # one word per byte, written as an octal escape, then as itself
    [ -z "$words" ] || printf '%b' "$(printf '\\0%03o' $words)"
}

sha256() { sha256sum | cut -c 1-64; }

node_hash() { unhex "01$1$2" | sha256; }

# Base64 of exactly 32 bytes, in its one exact form, as hex.
hash_of_line() {
    case $1 in *[!A-Za-z0-9+/=]*) fail 'a hash in the proof is not base64' ;; esac
    case $1 in *[AEIMQUYcgkosw048]=) ;; *) fail 'a hash in the proof is not 32 bytes' ;; esac
    [ ${#1} -eq 44 ] || fail 'a hash in the proof is not 32 bytes'
    printf '%s' "$1" | base64 -d | hex
}

check_number() {
    case $1 in '' | *[!0-9]* | 0?*) fail "$2 is not a number" ;; esac
    [ ${#1} -le 18 ] || fail "$2 is too large"
}

check_hex() {
    case $1 in *[!0-9a-f]*) fail "$3" ;; esac
    [ ${#1} -eq "$2" ] || fail "$3"
}

check_text_file() {
    [ -f "$1" ] && [ -r "$1" ] || fail "there is no file $1"
    [ "$(wc -c <"$1")" -le 16000000 ] || fail "$1 is too large"
    [ "$(tr -d '\000-\011\013-\037' <"$1" | wc -c)" -eq "$(wc -c <"$1")" ] || fail "$1 is not plain text"
    [ "$(tail -c 1 "$1" | hex)" = 0a ] || fail "$1 does not end with a line's end"
}

# --- the leaf: {"at":...,"commitment":...,"prev":...,"record":...,"v":1}, nothing before, between or after

read_leaf() {
    [ -f "$1" ] && [ -r "$1" ] || fail "there is no file $1"
    [ "$(wc -c <"$1")" -le 65535 ] || fail "$1 is too large to be a leaf"
    leaf=$(cat "$1")
    at=${leaf#'{"at":"'} at=${at%%'"'*}
    commitment=${leaf#*'"commitment":"'} commitment=${commitment%%'"'*}
    prev=${leaf#*'"prev":'} prev=${prev%%,*}
    record=${leaf#*'"record":"'} record=${record%%'"'*}
    whole="{\"at\":\"$at\",\"commitment\":\"$commitment\",\"prev\":$prev,\"record\":\"$record\",\"v\":1}"
    [ "$(printf '%s' "$whole" | sha256)" = "$(sha256 <"$1")" ] || fail "$1 is not a leaf of the log"
    check_hex "$commitment" 64 "$1 is not a leaf of the log"
    case $record$at in *[!0-9a-fTZ.:-]*) fail "$1 is not a leaf of the log" ;; esac
}

# --- the key: NAME+ID+BASE64(0x01 || 32 bytes)

read_key() {
    [ -f "$1" ] && [ -r "$1" ] || fail "there is no file $1"
    vkey=$(tr -d '\000-\011\013-\037' <"$1" | head -c 1000)
    key_name=${vkey%%+*} key_rest=${vkey#*+}
    key_id=${key_rest%%+*} key_text=${key_rest#*+}
    case $key_text in *[!A-Za-z0-9+/]*) fail "$1 does not hold a verification key" ;; esac
    [ ${#key_text} -eq 44 ] && [ -n "$key_name" ] || fail "$1 does not hold a verification key"
    key=$(printf '%s' "$key_text" | base64 -d | hex)
    case $key in 01*) key=${key#01} ;; *) fail "the key in $1 is not an Ed25519 key" ;; esac
    id=$({ printf '%s\n\001' "$key_name" && unhex "$key"; } | sha256 | cut -c 1-8)
    [ "$id" = "$key_id" ] || fail "the key in $1 does not fit its own number"
}

# --- the proof: sets index, hashes, size, root; writes the signed text and our signature to $work

read_proof() {
    check_text_file "$1"
    part=header number=0 first=0 origin= size= root= hashes= signatures=0
    while IFS= read -r line; do
        number=$((number + 1))
        case $part in
        header)
            [ "$line" = c2sp.org/tlog-proof@v1 ] || fail "$1 is not a proof of a log"
            part=extra
            continue
            ;;
        extra)
            part=index
            case $line in 'extra '*) continue ;; esac
            ;;
        esac
        case $part in
        index)
            index=${line#index }
            [ "$line" = "index $index" ] || fail 'the proof names no place in the log'
            check_number "$index" 'the place in the log'
            part=hashes
            ;;
        hashes)
            if [ -z "$line" ]; then part=origin first=$((number + 1)); else hashes="$hashes $(hash_of_line "$line")"; fi
            ;;
        origin) origin=$line part=size ;;
        size) size=$line part=root ;;
        root) root=$line part=more ;;
        more) [ -n "$line" ] || { part=signatures last=$((number - 1)); } ;;
        signatures) read_signature "$line" ;;
        esac
    done <"$1"
    [ "$part" = signatures ] || fail "$1 ends too early"
    [ "$signatures" -gt 0 ] || fail "$key_name did not sign this log"
    head -n "$last" "$1" | tail -n "+$first" >"$work/text"
    check_number "$size" 'the size of the log'
    root=$(hash_of_line "$root")
}

read_signature() {
    signer=${1#'— '}
    signer=${signer%% *} signature=${1##* }
    [ "$1" = "— $signer $signature" ] && [ -n "$signer" ] || fail 'the checkpoint has a line that is not a signature'
    case $signature in *[!A-Za-z0-9+/=]* | '') fail 'a signature is not base64' ;; esac
    [ "$signer" = "$key_name" ] || return 0
    printf '%s' "$signature" | base64 -d >"$work/note-signature" 2>/dev/null || fail 'a signature is not base64'
    [ "$(base64 -w 0 <"$work/note-signature")" = "$signature" ] || fail 'a signature is not in its one exact form'
    [ "$(head -c 4 "$work/note-signature" | hex)" = "$key_id" ] || return 0
    signatures=$((signatures + 1))
    tail -c +5 "$work/note-signature" >"$work/signature-$signatures"
}

check_signatures() {
    unhex "302a300506032b6570032100$key" >"$work/key"
    while [ "$signatures" -gt 0 ]; do
        openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key" -rawin \
            -in "$work/text" -sigfile "$work/signature-$signatures" >/dev/null 2>&1 ||
            fail "the signature of $key_name is false"
        signatures=$((signatures - 1))
    done
}

# RFC 9162 section 2.1.3.2
fold() {
    value=$1 here=$index last_leaf=$((size - 1))
    [ "$index" -lt "$size" ] || fail 'the place lies outside the log'
    for sibling in $hashes; do
        [ "$last_leaf" -gt 0 ] || fail 'the proof has too many hashes'
        if [ $((here % 2)) -eq 1 ] || [ "$here" -eq "$last_leaf" ]; then
            value=$(node_hash "$sibling" "$value")
            while [ "$here" -gt 0 ] && [ $((here % 2)) -eq 0 ]; do
                here=$((here / 2)) last_leaf=$((last_leaf / 2))
            done
        else
            value=$(node_hash "$value" "$sibling")
        fi
        here=$((here / 2)) last_leaf=$((last_leaf / 2))
    done
    [ "$last_leaf" -eq 0 ] || fail 'the proof has too few hashes'
    [ "$value" = "$root" ] || fail 'the leaf does not lead to the signed root of the log'
}

prove_leaf() {
    read_leaf "$2"
    read_key "$3"
    read_proof "$1"
    [ "$origin" = "$key_name" ] || fail "the proof is of the log $origin, the key is that of $key_name"
    check_signatures
    fold "$({ printf '\000' && cat "$2"; } | sha256)"
    printf 'PROVED: the record %s of %s is entry %s of the %s entries in the log that %s signed.\n' \
        "$record" "$at" "$index" "$size" "$key_name"
}

# --- the fields: SHA-256(0x01 || count || for each: SHA-256(0x00 || salt || length || name || length || value))

prove_fields() {
    read_leaf "$2"
    check_text_file "$1"
    : >"$work/commitments"
    number=0 withheld=0 names=' '
    while IFS= read -r line; do
        [ "$number" -gt 0 ] || [ "$line" = countersign-fields/1 ] || fail "$1 is not a fields file"
        [ "$number" -eq 0 ] || read_field "$line"
        number=$((number + 1))
    done <"$1"
    count=$((number - 1))
    found=$({ unhex "01$(printf '%08x' "$count")" && cat "$work/commitments"; } | sha256)
    [ "$found" = "$commitment" ] || fail 'these are not the fields that the leaf stands for'
    [ ! -f "$work/shown" ] || tr -d '\000-\011\013-\037\177' <"$work/shown"
    printf 'PROVED: these are all %s fields of the record %s of %s, %s of them withheld.\n' \
        "$count" "$record" "$at" "$withheld"
}

read_field() {
    kind=${1%% *} rest=${1#* }
    case $kind in
    withheld)
        check_hex "$rest" 64 'a withheld field has no commitment'
        withheld=$((withheld + 1))
        unhex "$rest" >>"$work/commitments"
        return 0
        ;;
    field) ;;
    *) fail 'a line is neither a field nor a withheld one' ;;
    esac
    name=${rest%% *} rest=${rest#* }
    salt=${rest%% *} value=${rest#* }
    [ "$1" = "field $name $salt $value" ] || fail 'a line is neither a field nor a withheld one'
    case $name in *[!A-Za-z0-9_.:/-]* | '') fail 'a field has no proper name' ;; esac
    case $names in *" $name "*) fail "the field $name is there twice" ;; esac
    names="$names$name "
    check_hex "$salt" 32 "the field $name has no proper salt"
    printf '%s' "$value" | base64 -d >"$work/value" 2>/dev/null || fail "the field $name is not base64"
    {
        unhex "00$salt$(printf '%04x' ${#name})"
        printf '%s' "$name"
        unhex "$(printf '%08x' "$(wc -c <"$work/value")")"
        cat "$work/value"
    } | sha256 >"$work/one"
    unhex "$(cat "$work/one")" >>"$work/commitments"
    { printf '  %s: ' "$name" && cat "$work/value" && printf '\n'; } >>"$work/shown"
}

for tool in openssl sha256sum base64 od mktemp; do
    command -v "$tool" >/dev/null || fail "this machine lacks $tool"
done
case $(openssl pkeyutl -help 2>&1) in
*-rawin*) ;;
*) fail 'this openssl is too old for Ed25519; 1.1.1 or newer is needed' ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

if [ $# -eq 3 ] && [ "$1" = --fields ]; then
    prove_fields "$2" "$3"
elif [ $# -eq 3 ]; then
    prove_leaf "$1" "$2" "$3"
else
    printf 'usage: %s RECORD.tlog-proof LEAF VKEY-FILE\n       %s --fields RECORD.fields LEAF\n' "$0" "$0" >&2
    exit 2
fi
