# Reads the edges of Package.swift and the imports of Swift files, for scripts/deps.
#
# Reads the files' paths, one a line. Variables: owners (module: who may import it, joined by ;), toolchain and
# bare (lists of words). Prints what is wrong with its file and line; exits 1 when something is.

function complain(text) { print text; bad = 1 }

# Reads ("Name", ["A", "B"]) and name: "Name", dependencies: dependencies(["A", "B"]).
function read_package(    line, text, whole, parts, count, i) {
    while ((getline line < "Package.swift") > 0) {
        sub(/\/\/.*/, "", line)
        text = text line
    }
    close("Package.swift")
    gsub(/[ \t]+/, "", text)
    gsub(/dependencies:dependencies\(/, "", text)
    gsub(/name:/, "(", text)
    while (match(text, /\("[A-Za-z0-9_-]+",\[[^]]*\]/)) {
        whole = substr(text, RSTART + 2, RLENGTH - 3)
        text = substr(text, RSTART + RLENGTH)
        gsub(/["[]/, "", whole)
        count = split(whole, parts, ",")
        declared[parts[1]] = ++targets
        for (i = 2; i <= count; i++) {
            if (parts[i] == "") continue
            edge[parts[1], parts[i]] = 1
            check_edge(parts[1], parts[i])
        }
    }
    if (!targets) complain("Package.swift: no targets found; has its table changed its shape?")
}

# Targets stand in the order of their height: a need stands above the one that has it, or is a C module.
function check_edge(from, to) {
    if (to !~ /^C[A-Z]/ && !(to in declared))
        complain("Package.swift: " from " needs " to ", which does not stand above it: arrows point down only")
    if (!may_import(from, to)) complain("Package.swift: " from " must not need " to)
}

function may_import(target, module) {
    if (target ~ /Tests$/) return 1
    return !(module in owned) || (module, target) in allowed
}

# The module that an import line names, or nothing.
function imported(line) {
    if (line !~ /^[ \t]*(@[A-Za-z_()]+[ \t]+)*((public|package|internal|fileprivate|private)[ \t]+)?import[ \t]/)
        return ""
    sub(/.*import[ \t]+/, "", line)
    sub(/^(struct|class|enum|protocol|func|var|let|typealias)[ \t]+/, "", line)
    sub(/[^A-Za-z0-9_].*/, "", line)
    return line
}

function check_import(file, number, target, module) {
    if ((" " toolchain " ") ~ (" " module " ")) return
    if (module == "Foundation" || module == "FoundationEssentials") {
        if ((" " bare " ") ~ (" " target " ")) complain(file ":" number ": " target " does without Foundation")
    } else if (module == "Testing" && target ~ /Tests$/) {
        return
    } else if (!may_import(target, module)) {
        complain(file ":" number ": " target " must not import " module)
    } else if (!((target, module) in edge)) {
        complain(file ":" number ": " target " imports " module ", which Package.swift does not declare for it")
    }
}

BEGIN {
    count = split(owners, rows, ";")
    for (row = 1; row <= count; row++) {
        split(rows[row], sides, ":")
        owned[sides[1]] = 1
        names = split(sides[2], who, " ")
        for (name = 1; name <= names; name++) allowed[sides[1], who[name]] = 1
    }
    read_package()
}

{
    file = $0
    split(file, folders, "/")
    target = folders[2]
    if (!(target in declared)) complain(file ": Package.swift has no target " target)
    number = 0
    while ((getline line < file) > 0) {
        number++
        if (line ~ /^[ \t]*public[ \t]/) complain(file ":" number ": nothing is public; modules share with package")
        module = imported(line)
        if (module != "") { check_import(file, number, target, module); imports++ }
    }
    close(file)
}

END {
    if (!imports) complain("no import found: is this the right folder?")
    exit bad
}
