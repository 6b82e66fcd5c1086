/* Records what a process does to the files below a directory: each operation that changes a file or a name,
 * and each sync, in order. Loaded with LD_PRELOAD. Operation and record are one step under one lock, so the
 * order of the records is the order in which things happened.
 *
 * RECORDER_LOG        the file that the records are appended to
 * RECORDER_ROOT       the directory, as an absolute path without links
 * RECORDER_KILL_AFTER kills the process in place of the first sync behind that many records (0: never)
 *
 * A record is a header, the name relative to the directory, and data: the bytes of a write, or the other
 * name of a rename or link. disk.rs reads it. The files that SQLite shares memory through are left out. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES 4096
#define REAL(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))

struct header {
    uint64_t operation, file, offset, name_bytes, data_bytes;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *root;
static int record_file = -1;
static long records, kill_after;
/* The name of each open file that is watched. */
static char *names[FILES];

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("RECORDER_LOG"), *after = getenv("RECORDER_KILL_AFTER");
    root = getenv("RECORDER_ROOT");
    kill_after = after ? atol(after) : 0;
    record_file = REAL(int, "open64", const char *, int, ...)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (!root || record_file < 0) abort();
}

/* Gives the name relative to the directory, or nothing for a file that is not watched. */
static const char *watched(const char *path) {
    size_t length = root ? strlen(root) : 0, whole = strlen(path);
    if (!length || strncmp(path, root, length) || (path[length] && path[length] != '/')) return NULL;
    if (whole > 4 && !strcmp(path + whole - 4, "-shm")) return NULL;
    return path + length + (path[length] == '/');
}

static const char *name_of(int file) { return file >= 0 && file < FILES ? names[file] : NULL; }

static uint64_t number_of(int file) {
    struct stat status;
    return fstat(file, &status) ? 0 : status.st_ino;
}

static void append(const void *bytes, size_t length) {
    ssize_t (*real)(int, const void *, size_t) = REAL(ssize_t, "write", int, const void *, size_t);
    for (ssize_t done; length > 0; bytes = (const char *)bytes + done, length -= done)
        if ((done = real(record_file, bytes, length)) <= 0) abort();
}

static void record(char operation, const char *name, uint64_t file, uint64_t offset, const void *data, size_t length) {
    struct header header = {(uint64_t)operation, file, offset, strlen(name), length};
    append(&header, sizeof header);
    append(name, header.name_bytes);
    append(data, length);
    records++;
}

/* What was written last is in the system's memory then, and not on disk. */
static int die_if_due(void) {
    if (kill_after && records >= kill_after) {
        kill(getpid(), SIGKILL);
        for (;;) pause();
    }
    return 0;
}

static int open_watched(const char *function, int directory, const char *path, int flags, mode_t mode) {
    const char *name = path ? watched(path) : NULL;
    pthread_mutex_lock(&lock);
    int was_there = !name || !access(path, F_OK);
    int file = directory == AT_FDCWD ? REAL(int, function, const char *, int, ...)(path, flags, mode)
                                     : REAL(int, "openat64", int, const char *, int, ...)(directory, path, flags, mode);
    if (name && file >= FILES) abort();
    if (name && file >= 0) {
        names[file] = strdup(name);
        if (!was_there) record('c', name, number_of(file), 0, "", 0);
        else if (flags & O_TRUNC) record('t', name, number_of(file), 0, "", 0);
    }
    pthread_mutex_unlock(&lock);
    return file;
}

#define OPEN(function, real, parameter, directory)                                       \
    int function(parameter const char *path, int flags, ...) {                          \
        va_list rest;                                                                   \
        va_start(rest, flags);                                                          \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;         \
        va_end(rest);                                                                   \
        return open_watched(real, directory, path, flags, mode);                        \
    }
#define NONE
#define AT int at,
OPEN(open, "open", NONE, AT_FDCWD)
OPEN(open64, "open64", NONE, AT_FDCWD)
OPEN(openat, "open", AT, at)
OPEN(openat64, "open64", AT, at)

int close(int file) {
    pthread_mutex_lock(&lock);
    if (name_of(file)) {
        free(names[file]);
        names[file] = NULL;
    }
    int closed = REAL(int, "close", int)(file);
    pthread_mutex_unlock(&lock);
    return closed;
}

/* Carries out a call under the lock and records it if it did something. */
#define STEP(type, call, did, ...)            \
    pthread_mutex_lock(&lock);                \
    type result = call;                       \
    if ((name) && (did)) record(__VA_ARGS__); \
    pthread_mutex_unlock(&lock);              \
    return result

ssize_t write(int file, const void *data, size_t length) {
    const char *name = name_of(file);
    off64_t offset = name ? lseek64(file, 0, SEEK_CUR) : 0;
    STEP(ssize_t, REAL(ssize_t, "write", int, const void *, size_t)(file, data, length), result > 0,
         'w', name, number_of(file), offset, data, result);
}
ssize_t pwrite64(int file, const void *data, size_t length, off64_t offset) {
    const char *name = name_of(file);
    STEP(ssize_t, REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t)(file, data, length, offset), result > 0,
         'w', name, number_of(file), offset, data, result);
}
ssize_t pwrite(int file, const void *data, size_t length, off_t offset) { return pwrite64(file, data, length, offset); }

int ftruncate64(int file, off64_t length) {
    const char *name = name_of(file);
    STEP(int, REAL(int, "ftruncate64", int, off64_t)(file, length), !result, 't', name, number_of(file), length, "", 0);
}
int ftruncate(int file, off_t length) { return ftruncate64(file, length); }

/* The sync itself is left out: the images are made from the record. */
int fsync(int file) {
    const char *name = name_of(file);
    if (!name) return REAL(int, "fsync", int)(file);
    STEP(int, die_if_due(), 1, 's', name, number_of(file), 0, "", 0);
}
int fdatasync(int file) { return fsync(file); }

int mkdir(const char *path, mode_t mode) {
    const char *name = watched(path);
    STEP(int, REAL(int, "mkdir", const char *, mode_t)(path, mode), !result, 'd', name, 0, 0, "", 0);
}
int unlink(const char *path) {
    const char *name = watched(path);
    STEP(int, REAL(int, "unlink", const char *)(path), !result, 'u', name, 0, 0, "", 0);
}
int rename(const char *path, const char *other) {
    const char *name = watched(path), *to = watched(other);
    STEP(int, REAL(int, "rename", const char *, const char *)(path, other), !result, 'r', name, 0, 0, to, strlen(to));
}
int linkat(int from, const char *path, int at, const char *other, int flags) {
    const char *name = watched(path), *to = watched(other);
    STEP(int, REAL(int, "linkat", int, const char *, int, const char *, int)(from, path, at, other, flags), !result,
         'l', name, 0, 0, to, strlen(to));
}
