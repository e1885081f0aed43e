"""Right examples of everything that is read, for the fuzzer to spoil, and the names that belong into them."""

# ruff: noqa: E501 - tables of words are read as blocks

from typing import Any

PICTURE = "https://example.com/a.png"
MODELS = (
    "wan2.6-t2v", "wan2.5-t2v-preview", "wan2.2-t2v-plus", "pixverse/pixverse-v5.6-t2v", "vidu/viduq3-turbo_text2video",
    "viduq1", "viduq2", "viduq3-pro", "viduq3-turbo", "viduq3-mix", "viduq3p-720p", "viduq3p-mix-720p", "viduq3-pro-fast",
    "sora-2", "animatic", "no-such-model",
)  # fmt: skip
NAMES = (
    "model", "prompt", "negative_prompt", "size", "resolution", "aspect_ratio", "duration", "seconds", "fps", "seed",
    "audio", "audio_url", "bgm", "watermark", "wm_position", "watermark_position", "style", "movement_amplitude",
    "shot_type", "prompt_extend", "off_peak", "image", "images", "last_image", "reference_image_urls", "input_reference",
    "input_references", "subjects", "videos", "callback_url", "payload", "metadata", "extra_body", "extra_params",
    "extra_json", "video_params", "num_frames", "width", "height", "n", "audio_type", "generate_sound", "input",
    "parameters", "img_url", "first_frame_url", "last_frame_url", "reference_urls", "url", "file_id", "image_url", "name",
    "id", "file", "policy", "key", "Signature", "x-oss-forbid-overwrite",
)  # fmt: skip

DASHSCOPE = {
    "model": "wan2.6-t2v",
    "input": {"prompt": "A fox", "negative_prompt": "rain", "audio_url": "https://example.com/a.mp3"},
    "parameters": {"size": "1280*720", "duration": 5, "seed": 7, "audio": True, "watermark": False, "prompt_extend": True,
                   "shot_type": "multi"},
}  # fmt: skip
VIDU = {
    "model": "viduq3-turbo", "prompt": "A fox and @cat", "style": "general", "duration": 5, "seed": "7",
    "aspect_ratio": "16:9", "resolution": "720p", "movement_amplitude": "auto", "bgm": False, "audio": True,
    "off_peak": False, "watermark": True, "wm_position": 3, "payload": "mine", "callback_url": "https://example.com/cb",
    "images": [PICTURE, PICTURE], "subjects": [{"name": "cat", "images": [PICTURE]}], "audio_type": "all",
}  # fmt: skip
GENERATIONS = {
    "model": "viduq3p-720p", "prompt": "A fox", "aspect_ratio": "16:9", "duration": 5, "seed": 3, "audio": True,
    "image": PICTURE, "last_image": PICTURE, "extra_body": {"wm_position": 2, "watermark": True},
    "metadata": '{"style": "anime"}',
}  # fmt: skip
OPENAI = {
    "model": "sora-2", "prompt": "A fox", "seconds": "4", "size": "1280x720", "seed": 5, "fps": 24, "num_frames": 96,
    "input_reference": {"image_url": PICTURE}, "metadata": {"callback_url": "https://example.com/cb"}, "n": 1,
    "reference_image_urls": [PICTURE], "extra_body": {"audio": False},
}  # fmt: skip

ANSWER_NAMES = (
    "code", "message", "reason", "error", "type", "detail", "msg", "request_id", "output", "task_id", "task_status", "id",
    "video_id", "status", "state", "data", "url", "video_url", "result", "results", "outputs", "result_url", "metadata",
    "fail_reason", "creations", "tasks", "next_page_token", "has_more", "last_id", "page_no", "total_page", "progress",
    "created_at", "submit_time", "gmt_create", "orig_prompt", "actual_prompt", "prompt", "payload", "model", "model_name",
    "err_code", "err_msg", "deleted", "object", "properties", "content", "video", "urls",
)  # fmt: skip
STATES = ("SUCCEEDED", "succeeded", "success", "completed", "FAILED", "failed", "error", "CANCELED", "cancelled", "UNKNOWN",
          "PENDING", "queueing", "in_progress", "processing", "rendering", "deleted", "not_found")  # fmt: skip
ANSWERS: tuple[Any, ...] = (
    {"request_id": "r", "output": {"task_id": "t-1", "task_status": "SUCCEEDED", "video_url": "https://example.com/v.mp4",
     "submit_time": "2026-03-20 10:59:01.993", "orig_prompt": "A fox", "actual_prompt": "A red fox"},
     "usage": {"duration": 5, "size": "1280*720"}},
    {"code": "InvalidParameter", "message": "size is wrong", "request_id": "r"},
    {"total": 2, "total_page": 3, "page_no": 1, "data": [{"task_id": "t-1", "status": "RUNNING", "model_name": "wan2.6-t2v",
     "gmt_create": 1773975541993}]},
    {"id": "t-1", "state": "success", "err_code": "", "credits": 4, "payload": "m", "creations": [{"id": "c",
     "url": "https://example.com/v.mp4", "cover_url": ""}]},
    {"task_id": "t-1", "state": "created", "model": "viduq1", "created_at": "2026-01-01T00:00:00Z"},
    {"tasks": [{"id": "t-1", "state": "failed", "payload": "m", "created_at": "2026-01-01T00:00:00.1Z", "model": "viduq1",
     "prompt": "A fox", "creations": []}], "next_page_token": "1"},
    {"code": 404, "reason": "TaskNotFound", "message": "no", "metadata": {"trace_id": "0" * 32}},
    {"code": "success", "message": "", "data": {"task_id": "t-1", "status": "SUCCESS", "fail_reason": "https://e.com/v.mp4",
     "progress": "100%", "data": {"creations": [{"url": "https://example.com/v.mp4"}]}, "properties": {"input": "A fox"}}},
    {"id": "t-1", "object": "video", "status": "completed", "progress": 100, "created_at": 1773975541, "model": "sora-2",
     "prompt": "A fox", "metadata": {"url": "https://example.com/v.mp4"}, "error": None},
    {"object": "list", "data": [{"id": "t-1", "status": "in_progress"}], "has_more": True, "last_id": "t-1"},
    {"error": {"message": "too many", "type": "rate_limit_error", "param": None, "code": "rate_limit_exceeded"}},
    {"id": "t-1", "object": "video.deleted", "deleted": True},
    {"detail": [{"loc": ["body"], "msg": "field required", "type": "missing"}]},
)  # fmt: skip

STORYBOARD_NAMES = (
    "shots", "subjects", "id", "species", "count", "color", "size", "clothing", "actions", "verb", "target", "relations",
    "subject", "object", "kind", "dialogue", "speaker", "text", "camera", "move", "speed", "share", "setting", "time",
    "weather", "style", "mood", "importance", "title", "version", "palette", "season", "era", "sounds", "unknown", "guessed",
)  # fmt: skip

SETTINGS: dict[str, Any] = {
    "data": "./x", "retention": "30d", "outbound_allow": ["10.0.0.0/8"], "outbound_connect": ["a.example:443=10.1.2.3:8443"],
    "strict": True, "workers": 2, "host": "127.0.0.1", "port": 8000, "off_peak_window": "22:00-06:00",
    "generations_query": "flat", "storyboard_url": "http://localhost:1/v1", "storyboard_model": "m", "lease": 30,
    "max_body": 1048576, "log_level": "info", "log_format": "json",
    "upstreams": [{"name": "a", "wire": "dashscope", "region": "cn-beijing", "keys": ["k1", {"key": "k2", "weight": 2}],
                   "creates_per_second": 2.5, "timeout": 10},
                  {"name": "b", "wire": "openai", "url": "http://127.0.0.1:9", "server": "vllm-omni", "tasks_at_once": 4}],
    "routes": [{"models": "wan*", "upstream": "a", "model": "wan2.6-t2v", "price_per_second": "0.05"},
               {"models": "*", "engine": "animatic"}],
}  # fmt: skip
SCENARIO: dict[str, Any] = {
    "answers": 0.1, "queue": {"kind": "uniform", "least": 1, "most": 2}, "work": {"kind": "lognormal", "mean": 3, "sigma": 1},
    "at_once": 4, "creates_per_second": 2, "keys": ["a"], "create": {"busy": 0.1, "retry_after": 2,
    "error_statuses": [500, 503], "hung_after": 0.1}, "query": {"stale": 0.1, "odd_words": 1}, "task": {"failed": 0.1,
    "failed_codes": ["engine_failed"]}, "download": {"slow": 0.5, "slow_rate": 100}, "words": {"succeeded": ["yes"]},
    "models": {"wan*": {"work": 2}},
}  # fmt: skip
CARDS: dict[str, Any] = {
    "sizes": {"mine": {"720p": {"16:9": "1280*720"}}},
    "bases": {"house": {"extends": "animatic", "title": "x"}},
    "models": {"my-model": {"extends": "house", "default_duration": 4, "durations": "1-8", "modes": ["text"]},
               "wan2.6-t2v": {"rates": {"720P": 100000}}},
}  # fmt: skip
