# The style of Swift files that a machine can see, for scripts/tidy: sizes, headers and banned words.
#
# Reads the files' paths, one a line; prints what is wrong with its file and line; exits 1 when something is.

function complain(number, text) { print file ":" number ": " text; bad = 1 }

function width(text) {
    # A character is its first byte: those that continue it do not count.
    gsub(/[\200-\277]/, "", text)
    return length(text)
}

function end_function() { open_line = 0 }

# The layout is swift format's: a function ends at the first } as deep as its first line.
function measure_function(line, number,    depth) {
    if (line ~ /^[ \t]*$/) return
    match(line, /^ */)
    depth = RLENGTH
    if (open_line && depth == open_depth && line ~ /^ *}/) {
        length_of_it = number - open_line + 1
        if (length_of_it > 70) complain(open_line, "a function of " length_of_it " lines; 70 at most")
        end_function()
    } else if (open_line && depth < open_depth) {
        # A protocol names a function without a body.
        end_function()
    }
    if (line ~ /^ *([@a-z][A-Za-z()"-]* )*(func |init[?(<]|deinit )/ && (!open_line || depth == open_depth)) {
        open_line = number
        open_depth = depth
    }
}

# What stands in a comment is prose, and "//" within a string hides only what follows it.
function code_of(line) {
    sub(/\/\/.*/, "", line)
    return line
}

function check_words(line, number,    code) {
    if (line ~ /(^|[^A-Za-z])(TODO|FIXME|XXX)([^A-Za-z]|$)/) complain(number, "unfinished work is marked here")
    code = code_of(line)
    if (code ~ /(^|[^A-Za-z0-9_])(Task|Thread)\.sleep/ || code ~ /(^|[^A-Za-z0-9_.])(u|nano)?sleep\(/)
        complain(number, "nothing sleeps to wait; it waits for the thing itself")
    if (code ~ /\.disabled\(/ && code !~ /\.disabled\(.*"/)
        complain(number, "a test is disabled without saying why")
    if (code ~ /(^|[^A-Za-z])try!/) complain(number, "try! crashes; let the failure through")
    if (in_tests) return
    if (code ~ /(^|[^A-Za-z0-9_])fatalError\(/) complain(number, "fatalError is no answer to what can happen")
    if (code ~ /(^|[^A-Za-z0-9_.])(debugPrint|print)\(/ && file !~ /\/main\.swift$/)
        complain(number, "print belongs in main.swift; the rest has the log")
}

function check_file(    line, number, marks, i) {
    in_tests = file ~ /^Tests\//
    number = 0
    open_line = 0
    marks = 0
    while ((getline line < file) > 0) {
        number++
        if (number == 1 && line !~ /^\/\//)
            complain(1, "the first line says the file's place on a request's way")
        if (width(line) > 120) complain(number, "a line of " width(line) " characters; 120 at most")
        if (line ~ /[ \t]$/) complain(number, "blanks at the end of the line")
        measure_function(line, number)
        check_words(line, number)
        if (line ~ /(^|[^A-Za-z])[Ss]afe([^A-Za-z]|$)/) why[file, number] = 1
        if (code_of(line) ~ /@unchecked Sendable/) unchecked[++marks] = number
    }
    close(file)
    for (i = 1; i <= marks; i++) check_reason(unchecked[i])
    if (number == 0) complain(1, "the file is empty")
    if (in_tests) return
    if (number > 400) complain(1, number " lines; 400 at most")
    else if (number > 300) print file ":1: warning: " number " lines; a file is seldom over 250"
}

function check_reason(number,    near) {
    for (near = number - 3; near <= number + 3; near++) if ((file, near) in why) return
    complain(number, "@unchecked Sendable wants a line beside it that says why it is safe")
}

{ file = $0; check_file() }
END { exit bad }
